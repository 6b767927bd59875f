"""The filter's promises about streams: the same speech in any pieces, as soon as it can be told, in linear time."""

import functools
import random
import re
from collections.abc import Callable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from segue.profile.speech_options import Kind, Plain, SaidInstead, Speech
from segue.speech.filter import Aloud, Written

BITS = [
    "Hello, Ada.", "How are you?", "word", "don't", "5 * 3", " ", " ", " ", "  ", "\n", "\n\n", "\t",
    "\r\n", ". ", ", ", "!", ":", ";", "```", "```py\nx = 1\n```", "````", "~~~\n", "~~", "~", "`", "``",
    "`a_b c`", "{", "}", "{\"a\": [1, \"b\"]}", "{'a': 1}", "{k: 1}", "[", "]", "(", ")", "[1]", "[x]",
    "[ ]", "[1, 2]", "[a: b]", "[words](https://a.com/b)", "](u)", "![", "![pic](p.png)", "[![b](s)](t)",
    "| a | b |\n", "|---|:-:|\n", "|", "---", "---\n", "key: value\n", "***", "# ", "#", "## T ##\n", "- ",
    "* ", "+ ", "1. ", "> ", "•", "<think>", "</think>", "<thinking>no", "</thinking>", "[THINK]",
    "[/THINK]", "◁think▷", "◁/think▷", "<", ">", "<b>", "</b>", "<br/>", "<a href='x'>", "<!--", "-->",
    "<|im_end|>", "<tool_call>", "</tool_call>", "<https://x.com>", "【3†s】", "【", "】",
    "https://www.example.com/help?q=1", "http://", "www.", "example.com", "a.b/c", "anna@example.org", "@",
    "mailto:", "snake_case", "_", "__init__", "_it_", "1234567", "#12345", "ORD-2024-00123",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479", "deadbeef12", "/", "\\", "\"", "'", "*", "**", "**b**", "*i*",
    "😀", "👨‍👩‍👧", "👍🏽", "\ufe0f", "\u200d", "1️⃣", "–", "—", "…", "“", "”", "你好。", "世", "ไทย",
    "Dr.", "dr", "ſ", "İ",
]  # fmt: skip

PHRASES: dict[str, object] = {
    kind.value: SaidInstead(say=f"the {kind.name.lower().replace('_', ' ')}")
    for kind in Kind
    if kind not in (Kind.TAGS, Kind.HEADINGS, Kind.LISTS, Kind.EMPHASIS)
}
SPEECHES = [
    Speech(replaces={"Dr.": "Doctor", "St. Ives": "X", "a": "A", "example": "E", "is": "was"}),
    Speech().model_copy(update={kind.value: Plain.DROP for kind in Kind}),
    Speech().model_copy(update={kind.value: Plain.READ for kind in Kind if kind is not Kind.THINKING}),
    Speech().model_copy(update=PHRASES),
]
FILTERS: list[Callable[[], Aloud | Written]] = [
    *(functools.partial(Aloud, speech) for speech in SPEECHES),
    functools.partial(Written, Speech()),
]

texts = st.lists(st.sampled_from(BITS), max_size=14).map("".join)
cuts = st.lists(st.integers(0, 200), max_size=20)


def through(filtering: Aloud | Written, pieces: list[str]) -> str:
    return "".join(map(filtering.push, pieces)) + filtering.end()


def cut(text: str, at: list[int]) -> list[str]:
    edges = sorted({0, len(text), *(min(place, len(text)) for place in at)})
    return [text[a:b] for a, b in pairwise(edges)]


@settings(max_examples=400, deadline=None)
@given(text=texts, at=cuts, which=st.sampled_from(range(len(FILTERS))))
def test_any_pieces_give_the_same_speech(text: str, at: list[int], which: int) -> None:
    whole = through(FILTERS[which](), [text])
    assert through(FILTERS[which](), cut(text, at)) == whole
    assert through(FILTERS[which](), list(text)) == whole


@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_thinking_leaves_no_trace(text: str) -> None:
    hidden = f"<think>SECRET{text.replace('</think>', '')}"
    for make in FILTERS:
        assert "SECRET" not in through(make(), [hidden])


WORDS = [
    "Hello",
    "and",
    "it's",
    "seven",
    "o'clock,",
    "yes.",
    "So:",
    "well;",
    "(perhaps",
    "not)",
    "Paul!",
    "who?",
    "twenty-one",
]


@settings(max_examples=200, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=20), at=cuts)
def test_prose_is_spoken_up_to_its_last_word_at_once(words: list[str], at: list[int]) -> None:
    text = " ".join(words)
    filtering = Aloud(SPEECHES[1])
    came = said = ""
    for piece in cut(text, at):
        came += piece
        said += filtering.push(piece)
        assert came.startswith(said)
        assert len(said) >= len(re.sub(r"\S*$", "", came).rstrip(" ,;:("))
    assert said + filtering.end() == text


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_what_is_dropped_leaves_no_debris(text: str) -> None:
    """Sound punctuation of our own making around what is dropped: what is wrong afterwards, the filter did."""
    plain = re.sub(r"[\W_]", "", text)
    dropped = through(
        Aloud(SPEECHES[1]), [f"See https://example.com/{plain}, (😀) and 🎉. Then ({{}}) {plain} [1]: `{plain}`!"]
    )
    assert not re.search(r" [,.]|\( ?\)|  |[,;:][.!?]|\.\.", dropped), dropped


def test_nothing_is_held_back_for_ever() -> None:
    """Each of these could begin something; none may keep what comes after it waiting for more than a few lines."""
    for opening in (
        "*",
        "**",
        "_",
        "`",
        "[",
        "{",
        "<",
        "~~",
        "![",
        "(",
        "https://",
        "<b",
        "[a](",
        "【",
        "|",
        "#",
        "◁",
        '"',
    ):
        filtering = Aloud(Speech())
        said = filtering.push(f"{opening}so " + "and so on " * 300)
        assert said.count("so on") > 50, opening


def test_a_long_text_takes_time_in_proportion() -> None:
    """Counted in characters, not in seconds: no more is ever held, and looked at again, than a rule has use for."""
    for unit in (
        "word ",
        "```",
        "[",
        "`",
        "<b",
        "*",
        "_",
        "{",
        '{"',
        "|",
        "a" * 50,
        "😀",
        "[a](",
        "~~",
        "<think>",
        "\n",
        " ",
        "\t",
        "- ",
        "1",
        "=",
        "世",
        "![",
        "#",
        "é.",
        "((",
        "|-",
        "```x",
    ):
        lengths = [held(unit * (size // len(unit))) for size in (10_000, 40_000)]
        assert lengths[1] <= max(lengths[0], 2400), unit


def held(text: str) -> int:
    """The most that is ever waiting."""
    filtering, most = Aloud(Speech()), 0
    for start in range(0, len(text), 97):
        filtering.push(text[start : start + 97])
        most = max(most, len(filtering._reading.text) - filtering._reading.at)
    return most


def test_random_pieces_of_long_texts() -> None:
    chance = random.Random(5)
    for _ in range(60):
        text = "".join(chance.choice(BITS) for _ in range(150))
        for make in FILTERS:
            whole = through(make(), [text])
            assert through(make(), cut(text, [chance.randrange(len(text)) for _ in range(80)])) == whole
