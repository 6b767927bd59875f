"""What an agent may say aloud, kind by kind: dropped, replaced by a phrase, or read so that it can be understood."""

import pytest

from segue.profile.speech_options import Kind, Plain, SaidInstead, Speech
from segue.speech.filter import Aloud, Written


def spoken(text: str, speech: Speech | None = None) -> str:
    filtering = Aloud(speech or Speech())
    return filtering.push(text) + filtering.end()


def written(text: str) -> str:
    filtering = Written(Speech())
    return filtering.push(text) + filtering.end()


def with_manner(kind: Kind, manner: Plain | SaidInstead) -> Speech:
    return Speech().model_copy(update={kind.value: manner})


@pytest.mark.parametrize(
    ("kind", "text", "dropped", "said", "read"),
    [
        (Kind.CODE, "Hi.\n```py\nx = 1\n```\nBye.", "Hi.\nBye.", "Hi.\nPHRASE\nBye.", "Hi.\nx = 1\n\nBye."),
        (Kind.CODE, "So ```sh\nls``` it is.", "So it is.", "So PHRASE it is.", "So ls it is."),
        (Kind.CODE, "~~~\nx\n~~~\nBye.", "Bye.", "PHRASE\nBye.", "x\n\nBye."),
        (Kind.INLINE_CODE, "Call `get_name` (`x`) now.", "Call now.", "Call PHRASE (PHRASE) now.",
         "Call get name (x) now."),
        (Kind.INLINE_CODE, "Press ``a `b` c``.", "Press.", "Press PHRASE.", "Press a `b` c."),
        (Kind.DATA, 'So: {"a": [1, "b}"]}, yes.', "So: yes.", "So: PHRASE, yes.", "So: a: 1, b}, yes."),
        (Kind.DATA, '[{"first_name": "Ada"}] Done.', "Done.", "PHRASE Done.", "first name: Ada Done."),
        (Kind.DATA, "<tool_call>{x}</tool_call>Yes.", "Yes.", "PHRASE Yes.", "{x}Yes."),
        (
            Kind.TABLES,
            "Now:\n| Tea | Price |\n|:---|---:|\n| **green** | 3 |\nBye.",
            "Now:\nBye.",
            "Now:\nPHRASE\nBye.",
            "Now:\nTea, Price.\ngreen, 3.\nBye.",
        ),
        (Kind.LINKS, "See https://www.example.com/help?q=1, please.", "See, please.", "See PHRASE, please.",
         "See example dot com slash help, please."),
        (Kind.LINKS, "See (example.org/a-b).", "See.", "See (PHRASE).", "See (example dot org slash a dash b)."),
        (Kind.LINKS, "See <https://example.com>! Now.", "See! Now.", "See PHRASE! Now.", "See example dot com! Now."),
        (Kind.EMAILS, "Mail anna@example.org.", "Mail.", "Mail PHRASE.", "Mail anna at example dot org."),
        (Kind.IDENTIFIERS, "Take ORD-2024-1234, then.", "Take, then.", "Take PHRASE, then.",
         "Take O R D, 2 0 2 4, 1 2 3 4, then."),
        (Kind.IDENTIFIERS, "It is 20260512345.", "It is.", "It is PHRASE.", "It is 2 0 2, 6 0 5, 1 2 3, 4 5."),
        (Kind.IDENTIFIERS, "f47ac10b-58cc-4372-a567-0e02b2c3d479", "", "PHRASE", "ending in D 4 7 9"),
        (Kind.EMOJI, "Hi 😀, Ada! 🎉. Good👍🏽day.", "Hi, Ada! Good day.", "Hi PHRASE, Ada! PHRASE. Good PHRASE day.",
         "Hi grinning face, Ada! party popper. Good thumbs up sign day."),
        (Kind.METADATA, "[mood: calm] Yes [1], and [2](https://example.com).", "Yes, and.",
         "PHRASE Yes PHRASE, and PHRASE.", "mood, calm Yes 1, and 2."),
        (Kind.METADATA, "---\nlang: en\ntags:\n  - a\n---\nHello.", "Hello.", "PHRASE\nHello.",
         "lang: en\ntags:\na.\nHello."),
    ],
)  # fmt: skip
def test_each_kind_is_dropped_replaced_or_read(kind: Kind, text: str, dropped: str, said: str, read: str) -> None:
    assert spoken(text, with_manner(kind, Plain.DROP)) == dropped
    assert spoken(text, with_manner(kind, SaidInstead(say="PHRASE"))) == said
    assert spoken(text, with_manner(kind, Plain.READ)) == read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>Be nice.\n\nNow.</think>\n\nHello!", "Hello!"),
        ("<Thinking a='b'>no</thinking > Hello.", "Hello."),
        ("Hello. <reasoning>never closed", "Hello."),
        ("Hello.<thi", "Hello."),
        ("[THINK]a[/THINK]Yes. ◁think▷b◁/think▷No.", "Yes. No."),
        ("out of nowhere</think> Hello.", "out of nowhere Hello."),
    ],
)
def test_thinking_is_never_spoken_and_never_kept(text: str, expected: str) -> None:
    assert spoken(text).strip() == expected
    assert written(text).strip() == expected


def test_thinking_may_be_replaced_by_a_phrase() -> None:
    speech = with_manner(Kind.THINKING, SaidInstead(say="Let me see."))
    assert spoken("<think>hm</think>Hello.", speech) == "Let me see. Hello."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Hours\nWe open at nine.", "Hours.\nWe open at nine."),
        ("## Prices ##\n- tea\n  * *milk*,\n- [x] done!\n> said", "Prices.\ntea.\nmilk,\ndone!\nsaid"),
        ("1. First\n2) Second\n", "1. First.\n2) Second.\n"),
        ("One\n---\nTwo\n* * *\nThree", "One\nTwo\nThree"),
        ("**Bold**, *it*, ***both***, _one_, _two words_, __init__.", "Bold, it, both, one, two words, init."),
        ("It is ~~old~~ new.", "It is new."),
        ("[our **page**](https://example.com/a_(b)) ![a cat](cat.png)", "our page a cat"),
        ("[![b](s)](t)!", "b!"),
        ('<p>One</p><p>Two<br/>three <b>b</b>old</p> <break time="1s"/>.', "One Two three bold."),
    ],
)
def test_of_marks_the_words_stay(text: str, expected: str) -> None:
    assert spoken(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I am Echo. What's your name?",
        "In 2026 some 12,500 people came at 12:30, or 3.5 %.",
        "5 * 3 is 15, 2*3 is 6, 3 < 5 > 2, and I <3 you.",
        "COVID-19, GPT-4o, ISO-27, the 1990s, 12-05-2026, e.g. and/or i.e. Node.js at 9.30 a.m.",
        "{name} stays, [sic] too, [Note: bring your card] (and this).",
        "#5 is not a heading, -5 no list, @anna no address.",
        "Price: 5 €, really – or — well… yes!",
        "你好,世界。สวัสดี こんにちは。",
        "Trailing blanks, and more, ",
    ],
)
def test_what_can_be_spoken_is_not_touched(text: str) -> None:
    assert spoken(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Code: ```py\nx = 1", "Code"),
        ("Data {", "Data {"),
        ('Data {"a": [1', "Data"),
        ("A `tick and\nmore.", "A tick and\nmore."),
        ("An [open bracket", "An [open bracket"),
        ("A [link](https://example", "A link"),
        ("**bold", "bold"),
        ("~~struck", "struck"),
        ("<b", ""),
        ("| a | b", "a, b"),
        ('{"a": "never closed\n\nHello.', "Hello."),
    ],
)
def test_what_was_never_closed_is_not_read_out(text: str, expected: str) -> None:
    assert spoken(text) == expected


def test_thinking_named_in_code_is_not_thinking() -> None:
    assert spoken("The `<think>` tag is open.") == "The <think> tag is open."
    assert written("The `<think>` tag is open.") == "The `<think>` tag is open."


def test_words_are_replaced_whole_in_any_case_and_last() -> None:
    speech = Speech(
        replaces={"Dr.": "Doctor", "St": "Saint", "LiveKit": "Live Kit", "example.com": "our page", "St. Ives": "X"}
    )
    assert spoken("dr. Who, St Paul, Stan, best **livekit** at example.com in st. ives.", speech) == (
        "Doctor Who, Saint Paul, Stan, best Live Kit at our page in X."
    )


def test_a_letter_with_two_cases_does_not_stop_the_speech() -> None:
    assert spoken("It iſ İstanbul.", Speech(replaces={"is": "was"})) == "It was İstanbul."


def test_tags_that_the_tts_knows_may_be_left_to_it() -> None:
    text = 'Wait <break time="1s"/> for it.'
    assert spoken(text, with_manner(Kind.TAGS, Plain.READ)) == text


def test_as_written_everything_but_thinking_stays_to_the_letter() -> None:
    text = (
        '# H\n- a **b** `c`\n```\nx\n```\n| a |\n[1] <b> {"a": 1} https://x.yz, anna@example.org 😀 ~~s~~ __i__ \n  \n'
    )
    assert written(text) == text
