"""Short answers: yes and no, enough and go on, and what a narration takes up of a caller's words."""

from collections.abc import Iterable, Mapping

from segue.facts.lexicon import lexicon
from segue.profile.model import Profile
from segue.profile.rehearsal_file import ToolLines
from segue.rehearsal.hearing import (
    finds,
    has,
    is_all,
    is_only,
    listen,
    plain,
    starts,
    stripped,
    written,
)

LONGEST_ANSWER = 14
"""Words of an answer that a narration takes up; the rest of a long one stays unspoken."""


def yes(text: str) -> bool:
    """Whether the caller agrees."""
    words = listen(text)
    if no(text):
        return False
    return bool(starts(words, lexicon().yes_starts)) or has(words, lexicon().yes_anywhere)


def no(text: str) -> bool:
    """Whether the caller disagrees."""
    return bool(starts(listen(text), lexicon().no_starts))


def quits(text: str) -> bool:
    """Whether the caller has had enough."""
    words = listen(text)
    return has(words, lexicon().stop) or is_only(words, lexicon().stop_only)


def goes_on(text: str) -> bool:
    """Whether the caller wants to hear more, or only showed that they listen."""
    words = listen(text)
    return has(words, lexicon().go_on) or is_all(words, lexicon().nods)


def halts(text: str) -> bool:
    """Whether the caller wants to put something in."""
    return has(listen(text), lexicon().wait) or goes_on(text)


def another(text: str) -> bool:
    """Whether the caller asks for one more."""
    return has(listen(text), lexicon().another)


def asks(text: str) -> bool:
    """Whether the caller asked something instead of answering."""
    return text.rstrip().endswith("?") and bool(starts(listen(text), lexicon().questions))


def puzzled(text: str) -> bool:
    """Whether the caller did not hear what was asked."""
    return is_only(listen(text), lexicon().pardon)


def said_aside(text: str, profile: Profile) -> str:
    """The answer to a question back, where there was one."""
    asides = profile.rehearsal.asides if profile.rehearsal else ()
    return next((aside.says for aside in asides if _mostly(text, aside.heard)), "")


def asked_for(text: str, calls: Mapping[str, ToolLines]) -> str:
    """The one of `calls` that the caller asked for; empty where they asked for none."""
    return next((tool for tool, lines in calls.items() if _mostly(text, lines.heard)), "")


def _mostly(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of `phrases` is most of what was said: an answer to a tale may well hold such words."""
    words = listen(text)
    return any(finds(words, heard) and len(heard) * 2 >= len(words) for heard in map(plain, phrases))


def taken_up(answer: str) -> str:
    """The caller's answer as a narration repeats it: without hesitation, and not at any length."""
    e, words = lexicon(), listen(answer)
    if not words or has(words, e.refusals) or has(words, e.go_on):
        return e.nobody_knows
    words = stripped(words, (*e.interjections, *e.hedges), e.closers) or words
    stop = next((at for at, word in enumerate(words) if word.stops), len(words))
    text = written(words[: min(stop + 1, LONGEST_ANSWER)])
    return text[:1].upper() + text[1:]
