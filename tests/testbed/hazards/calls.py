"""Calls as they would be observed, made up: one in which all goes well for a hazard, and ones in which it doesn't."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from testbed.hazards.hazard import HOST, TELLER, Hazard
from testbed.hazards.moves import Speaks, Types
from testbed.hazards.observed import Asked, Books, Entered, Listened, Observed, Ran, Sounded, Uttered
from testbed.hazards.rows.cast import FAREWELL
from testbed.hazards.rows.in_time import TIME_UP
from tests.testbed.hazards import calls_in_silence

OPENING, TELLING = "Hello, the host speaking.", "The teller speaking."
CAME_TO_NOTHING: Final = {"hang-up", "time-up"}


def good(hazard: Hazard) -> Observed:
    """The caller says all that the hazard has them say, ten seconds apart, and is answered each time by who should."""
    if hazard.alone:
        return calls_in_silence.good(hazard)
    said = [move.does for move in hazard.moves if isinstance(move.does, Speaks | Types)]
    uttered = [
        Uttered(10.0 * at, 10.0 * at + 1.0, one.text, isinstance(one, Types)) for at, one in enumerate(said, start=1)
    ]
    told: list[tuple[str, str]] = [("assistant", OPENING)]
    sounded, asked = [Sounded(0.5, 1.5, HOST, OPENING)], [Asked(0.0, HOST, [], OPENING)]
    for number, one in enumerate(uttered):
        told.append(("user", one.text))
        if not number:
            asked.append(Asked(one.until_s + 0.3, HOST, [*told], FAREWELL, ["to_teller"]))
            sounded.append(Sounded(one.until_s + 0.8, one.until_s + 3.8, HOST, FAREWELL))
            told.append(("assistant", FAREWELL))
        asked.append(Asked(one.until_s + 4.0, TELLER, [*told], TELLING))
        sounded.append(Sounded(one.until_s + 4.2, one.until_s + 5.2, TELLER, TELLING))
        if number:  # where there was no farewell before it, an answer comes sooner
            asked[-1] = replace(asked[-1], at_s=one.until_s + 0.5)
            sounded[-1] = replace(sounded[-1], from_s=one.until_s + 0.8)
        told.append(("assistant", TELLING))
    handed_on = Observed(
        uttered, sounded, asked, [Entered(0.0, HOST), Entered(15.0, TELLER)], [Ran(11.5, "to_teller")], books=Books(1)
    )
    return SPECIAL[hazard.name](handed_on) if hazard.name in SPECIAL else handed_on


def hung_up(seen: Observed) -> Observed:
    """The caller leaves under the farewell, and nothing comes of the hand-off."""
    left_s = 13.0
    return replace(
        seen,
        sounded=[one for one in seen.sounded if one.speaker == HOST],
        asked=[one for one in seen.asked if one.agent == HOST],
        entered=seen.entered[:1],
        books=Books(0, {"wish": "fox"}),
        hung_up_s=left_s,
        over_s=left_s + 0.5,
    )


def time_up(seen: Observed) -> Observed:
    """The agents end the call under the farewell, and nothing comes of the hand-off."""
    gone = hung_up(seen)
    return replace(gone, hung_up_s=None, over_s=16.0, sounded=[*gone.sounded, Sounded(13.0, 15.0, HOST, TIME_UP)])


def handed_back(seen: Observed) -> Observed:
    """The host has the call again, and is told both of its own words and of the other's."""
    told = [("assistant", FAREWELL), ("system", "The teller told of a badger called Rustle.")]
    return replace(
        seen,
        entered=[*seen.entered, Entered(45.0, HOST)],
        asked=[*seen.asked, Asked(45.1, HOST, told, OPENING)],
        sounded=[*seen.sounded, Sounded(45.5, 46.5, HOST, OPENING)],
        books=Books(2),
    )


SPECIAL: Final[Mapping[str, Callable[[Observed], Observed]]] = {
    "hang-up": hung_up,
    "hangs-hung-up": hung_up,
    "time-up": time_up,
    "hand-back": handed_back,
    "settled-late": lambda seen: replace(seen, books=Books(0, {"wish": "owl"}, "A story about: owl")),
    "settled-edge": lambda seen: replace(seen, books=Books(1, {"wish": "owl"}, "A story about: owl")),
    "two-listeners": lambda seen: replace(
        seen, listened=[Listened(0.0, 15.1, "stt"), Listened(15.0, 60.0, "realtime")]
    ),
}


def deaf(seen: Observed) -> Observed:
    """Nobody was told the caller's last words."""
    last = seen.uttered[-1].text
    asked = [replace(one, told=[part for part in one.told if part[1] != last]) for one in seen.asked]
    return replace(seen, asked=asked)


def stayed(seen: Observed) -> Observed:
    """The hand-off was not made, and the host is heard after it."""
    asked = [replace(one, agent=HOST) for one in seen.asked]
    sounded = [replace(one, speaker=HOST) for one in seen.sounded]
    return replace(seen, entered=seen.entered[:1], asked=asked, sounded=sounded)


def silent(seen: Observed) -> Observed:
    """The teller never makes a sound."""
    return replace(seen, sounded=[one for one in seen.sounded if one.speaker == HOST])


def two_speak(seen: Observed) -> Observed:
    """The host speaks once more after its call."""
    again = "I have looked it up."
    return replace(
        seen,
        asked=[*seen.asked, Asked(11.8, HOST, seen.asked[1].told, again)],
        sounded=sorted([*seen.sounded, Sounded(14.9, 15.1, HOST, again)], key=lambda one: one.from_s),
    )


def counted(seen: Observed) -> Observed:
    """The books count a hand-off more than there was."""
    return replace(seen, books=replace(seen.books, handed_on=seen.books.handed_on + 1))


BAD: Final[Mapping[str, tuple[Callable[[Observed], Observed], str]]] = {
    "barge-in": (stayed, "no hand-off, answered by host"),
    "cough": (stayed, "no hand-off"),
    "words-at-once": (deaf, "5 words lost"),
    "words-in-the-switch": (deaf, "5 words lost"),
    "words-across": (deaf, "5 words lost"),
    "words-after": (deaf, "5 words lost"),
    "words-before": (deaf, "5 words lost"),
    "words-twice": (deaf, "2 words lost"),  # an "a" was told of with the story
    "slow-exit": (deaf, "5 words lost"),
    "typed": (lambda seen: replace(seen, entered=[*seen.entered, Entered(20.0, TELLER)]), "stage entered twice"),
    "typed-in-the-switch": (deaf, "5 words lost"),
    "two-hand-offs": (stayed, "no hand-off"),
    "tool-beside": (two_speak, "2 speakers"),
    "end-beside": (counted, "books half done"),
    "text-beside": (two_speak, "2 speakers"),
    "update-first": (stayed, "no hand-off"),
    "slow-tool": (silent, "silent to the end (45 s)"),
    "tool-hangs": (silent, "silent to the end (39 s)"),
    "hangs-hung-up": (lambda seen: replace(seen, over_s=None), "never over"),
    "hang-up": (lambda seen: replace(counted(seen), over_s=23.0), "over after 10.0 s, books half done"),
    "time-up": (lambda seen: replace(seen, books=Books(0)), "1 fact lost"),
    "ping-pong": (lambda seen: replace(seen, entered=[*seen.entered] * 7), "13 hand-offs in 60 s"),
    "constructor": (silent, "silent to the end"),
    "tool-twice": (silent, "silent to the end"),
    "start": (silent, "silent to the end"),
    "on-enter": (silent, "silent to the end"),
    "silent-enter": (silent, "silent to the end"),
    "model": (silent, "silent to the end"),
    "mute": (silent, "silent to the end"),
    "realtime-lost": (silent, "silent to the end"),
    "dead-realtime": (lambda seen: replace(silent(seen), over_s=18.0), "call ended"),
    "preamble": (lambda seen: replace(seen, asked=[replace(one, told=[]) for one in seen.asked]), "12 words not told"),
    "hand-back": (lambda seen: replace(seen, asked=[replace(one, told=[]) for one in seen.asked]), "2 words not told"),
    "settled-late": (lambda seen: replace(seen, books=Books(0, settled="A story: fox")), "books and facts disagree"),
    "settled-edge": (lambda seen: replace(seen, books=Books(1, settled="A story: fox")), "with the wrong entry"),
    "two-listeners": (
        lambda seen: replace(seen, listened=[Listened(0, 9, "stt"), Listened(2, 8, "realtime")]),
        "6.0 s",
    ),
    **calls_in_silence.BAD,
}
"""By hazard: what goes wrong, and what has to be among what is said of it."""
