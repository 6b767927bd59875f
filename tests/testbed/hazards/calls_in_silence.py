"""Calls of one agent as they would be observed, made up: a caller who is told in time, and ones who are not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from testbed.hazards.hazard import HOST, Hazard
from testbed.hazards.observed import Asked, Books, Entered, Observed, Sounded, Uttered
from testbed.hazards.rows.in_silence import TIME_UP_S

OPENING, ASKS, ANSWER = "Hello, the host speaking.", "please find me a fox", "Certainly, here it is."
GREETED: Final = Observed(
    sounded=[Sounded(0.5, 1.5, HOST, OPENING)], asked=[Asked(0.0, HOST, [], OPENING)], entered=[Entered(0.0, HOST)]
)


def line(at_s: float, text: str) -> Sounded:
    """One that was made beforehand."""
    return Sounded(at_s, at_s + 2.0, "line", text)


def answered(at_s: float, *lines: Sounded) -> Observed:
    """The caller asks at 3 s, and hears these lines and then, at a second, the answer; they hang up a while later."""
    return replace(
        GREETED,
        uttered=[Uttered(3.0, 4.0, ASKS)],
        asked=[*GREETED.asked, Asked(4.3, HOST, [("user", ASKS)], ANSWER)],
        sounded=[*GREETED.sounded, *lines, Sounded(at_s, at_s + 2.0, HOST, ANSWER)],
        books=Books(heard=[ASKS]),
        hung_up_s=at_s + 4.0,
        over_s=at_s + 4.5,
    )


def called(at_s: float, text: str) -> Observed:
    """Nobody asks for anything; a line comes at a second, and the agents end the call after it."""
    return replace(GREETED, sounded=[*GREETED.sounded, line(at_s, text)], over_s=at_s + 2.5)


TOLD: Final = answered(
    16.0, line(6.0, "One moment."), line(8.5, "A second."), line(11.0, "I am sorry, I am still here.")
)
SPECIAL: Final[Mapping[str, Observed]] = {
    "question-unheard": called(13.5, "Are you still there?"),
    "goodbye-unheard": called(TIME_UP_S + 0.3, "Our time is up. Goodbye."),
}


def good(hazard: Hazard) -> Observed:
    """All goes well."""
    return SPECIAL.get(hazard.name, TOLD)


def left(seen: Observed) -> Observed:
    """Nothing is heard after the caller has asked, and after a minute they hang up."""
    return replace(seen, sounded=GREETED.sounded, hung_up_s=64.0, over_s=64.5, watched_s=65.0)


def broken_off(seen: Observed) -> Observed:
    """Of the answer the caller hears a word, and then waits for the rest."""
    return replace(
        seen, sounded=[*seen.sounded[:-1], Sounded(16.0, 16.5, HOST, "Certainly,")], hung_up_s=36.5, over_s=37.0
    )


def ungreeted(seen: Observed) -> Observed:
    """The caller hears nothing until they say something."""
    return replace(seen, sounded=seen.sounded[1:], asked=seen.asked[1:], uttered=[Uttered(5.0, 5.5, ASKS)])


def blamed(seen: Observed) -> Observed:
    """The caller is asked whether they are there, of all things."""
    return replace(seen, sounded=[*GREETED.sounded, line(6.0, "Are you still there?"), *seen.sounded[-1:]])


BAD: Final[Mapping[str, tuple[Callable[[Observed], Observed], str]]] = {
    "llm-silent": (left, "60.0 s silent, 60.0 s unexplained"),
    "llm-refuses": (lambda seen: answered(12.5, line(6.0, "One moment.")), "8.5 s unexplained"),
    "tts-stalls": (broken_off, "20.0 s silent"),
    "tts-refuses": (left, "60.0 s unexplained"),
    "stt-half-open": (lambda seen: replace(seen, books=Books()), "5 words lost"),
    "stt-deaf": (blamed, "blamed"),
    "realtime-mute": (
        lambda seen: replace(left(seen), hung_up_s=None, books=Books(ended_as="silence")),
        "blamed, hung up on",
    ),
    "tool-silent": (lambda seen: replace(seen, over_s=None), "never over"),
    "enter-hangs": (ungreeted, "5.0 s silent"),
    "question-unheard": (lambda seen: called(22.0, "Are you still there?"), "20.5 s silent"),
    "goodbye-unheard": (lambda seen: replace(GREETED, over_s=10.0), "ended without a word"),
}
"""By row: what goes wrong, and what has to be among what is said of it."""
