"""Angle brackets: thinking, tool calls written as text, tags, and addresses."""

import re
from typing import Final

from segue.profile.speech_options import Kind, Plain
from segue.speech.inline import say_word
from segue.speech.progress import How, Reading
from segue.speech.swallowing import Until
from segue.speech.words import taken_apart

THINKING: Final = "think|thinking|thought|thoughts|reasoning|reflection|scratchpad|inner_monologue|analysis"
"""Names of thinking tags."""
DATA: Final = (
    "tool_call|tool_calls|tool_code|tool_response|tool_result|tool_use|function|function_call|function_calls|"
    "function_results|invoke|parameters|script|style|json|xml"
)
"""Names of tags that hold what a program reads."""
_LIMIT: Final = 300
_END: Final = re.compile("[<>\n]")
_OPENING: Final = re.compile(rf"<(?P<thinking>{THINKING})(?:\s[^<>]*)?>|<(?P<data>{DATA})(?:[\s=][^<>]*)?(?<!/)>", re.I)
_CLOSING_THINKING: Final = re.compile(rf"</(?:{THINKING})\s*>", re.I)
_SPECIAL: Final = re.compile(r"<\|[^<>|\s]{1,40}\|>|<｜[^<>｜\s]{1,40}｜>")
_TAG: Final = re.compile(
    r"""</?[A-Za-z][\w.:-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>|<![A-Za-z][^<>]*>|<\?[^<>]*\?>"""
)
_WITHIN_A_LINE: Final = re.compile(r"</?(?:b|i|u|s|em|strong|span|a|sub|sup|small|mark|font|code)\b", re.I)
_CUT: Final = re.compile(r"</?[A-Za-z][\w:-]*(?:\s+[\w:-]+\s*=[^<>]*)?|<[|｜!][^<>]*|</")


def angle(reading: Reading) -> bool:
    """`<`: whatever it opens or closes, or just a sign."""
    if not re.match(r"[A-Za-z/!?|｜]", reading.ahead(1) or " "):
        return False
    if reading.begins("<!--"):
        return _swallowed(reading, 4, Kind.TAGS, re.compile("-->"))
    tag = reading.up_to(_END, _LIMIT)
    if tag is None:
        return _cut_off(reading)
    if not tag.endswith(">"):
        return False
    if opening := _OPENING.fullmatch(tag):
        kind = Kind.THINKING if opening["thinking"] else Kind.DATA
        name = opening["thinking"] or opening["data"]
        return _swallowed(reading, len(tag), kind, re.compile(rf"</{name}\s{{0,8}}>", re.I))
    if _CLOSING_THINKING.fullmatch(tag):
        reading.take(len(tag))
        reading.out.gap()
        return True
    if taken_apart(tag[1:-1]).kind in (Kind.LINKS, Kind.EMAILS) and not re.search(r"\s", tag):
        if reading.how[Kind.LINKS] is None:
            return False
        reading.take(len(tag))
        say_word(reading, tag[1:-1])
        return True
    return _tag(reading, tag)


def triangle(reading: Reading) -> bool:
    """`◁`: thinking, as Kimi marks it."""
    if not reading.begins("◁think▷"):
        return False
    return _swallowed(reading, 7, Kind.THINKING, re.compile("◁/think▷"))


def bracketed_thinking(reading: Reading) -> bool:
    """`[THINK]`: thinking, as Mistral marks it."""
    if not reading.begins("[THINK]"):
        return False
    return _swallowed(reading, 7, Kind.THINKING, re.compile(r"\[/THINK\]"))


def _tag(reading: Reading, tag: str) -> bool:
    if not (_TAG.fullmatch(tag) or _SPECIAL.fullmatch(tag)):
        return False
    if reading.how[Kind.TAGS] is not Plain.DROP:
        # As a whole, so that a voice which knows it gets it in one piece.
        reading.out.text(reading.take(len(tag)))
        return True
    reading.take(len(tag))
    if not _WITHIN_A_LINE.match(tag):
        reading.out.gap()
    return True


def _cut_off(reading: Reading) -> bool:
    """A tag that the end of the text cut off."""
    rest = reading.text[reading.at :]
    thinking = any(name.startswith(rest[1:].lower()) for name in THINKING.split("|"))
    cut = reading.how[Kind.TAGS] is Plain.DROP and _CUT.fullmatch(rest)
    if not reading.final or len(rest) > _LIMIT or not (thinking or cut):
        return False
    reading.take(len(rest))
    reading.out.gap()
    return True


def _swallowed(reading: Reading, length: int, kind: Kind, close: re.Pattern[str]) -> bool:
    how: How = reading.how[kind]
    opening = reading.take(length)
    if how is Plain.READ:
        # What is inside is read as what it is.
        reading.out.gap()
        return True
    reading.put(how, opening, "")
    reading.swallowing = Until(close, how)
    return True
