"""The terminal shows a call as it happens: in colour where there is a terminal, whole lines where there is none."""

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given

from commands.play.screen import Screen, took
from segue.call.events import Ended, Entered, Event, Failed, Heard, Outcome, Said, Started
from segue.call.state import State
from tests.unit.call.happenings import events
from tests.unit.call.test_edges import STORYTELLER

GREETING = Said(at_s=1, stage="intro", text="Hello, I am Echo.", answer_s=0.5, first_token_s=0.1)
CALL: list[Event] = [
    Started(at_s=0, profile="storyteller", models="rehearsal"),
    Entered(at_s=0, stage="intro"),
    GREETING,
    Heard(at_s=3, text="I'm Ada.", recognition_s=0.25),
    Ended(at_s=4, outcome=Outcome.HUNG_UP),
]


class Terminal(io.StringIO):
    """Takes what is written, as a terminal would."""

    def isatty(self) -> bool:
        return True


def shown(out: io.StringIO, *happened: Event, typing: bool = False) -> str:
    """What a screen makes of a call, each speech in pieces as it is heard."""
    screen = Screen(STORYTELLER, out, typing=typing)
    for event in happened:
        if isinstance(event, Said):
            for piece in event.text.partition(" "):
                screen.speak(event.stage, piece)
            screen.breathe()
        screen.show(event, State())
    return out.getvalue()


@pytest.fixture(autouse=True)
def _colours_are_welcome(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


PIPED = """\
  a rehearsal of storyteller: an understudy speaks its lines, no language model
  intro has the call
Echo (intro): Hello, I am Echo.
      [answered after 0.50 s, first token 0.10 s]
caller: I'm Ada.
      [recognition 0.25 s]
  the call has ended: hung_up
"""


def test_a_piped_call_reads_line_by_line() -> None:
    assert shown(io.StringIO(), *CALL) == PIPED


def test_a_terminal_without_colours_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(Terminal(), *CALL) == PIPED


def test_a_terminal_shows_who_speaks_in_colour() -> None:
    text = shown(Terminal(), *CALL)
    assert "\033[36mEcho (intro)\033[0m: Hello, I am Echo.\n" in text
    assert "\033[1mcaller\033[0m: I'm Ada.\n" in text


def test_each_stage_has_a_colour_of_its_own() -> None:
    said = [replace(GREETING, stage=stage) for stage in STORYTELLER.stages]
    colours = re.findall(r"\033\[(\d+)mEcho", shown(Terminal(), *said))
    assert len(colours) == len(set(colours)) == len(STORYTELLER.stages)


def test_a_terminal_shows_words_as_they_are_heard_and_a_pipe_waits_for_the_whole() -> None:
    live, piped = Terminal(), io.StringIO()
    for out in (live, piped):
        Screen(STORYTELLER, out).speak("intro", "Hello,")
    assert live.getvalue().endswith("Hello,")
    assert piped.getvalue() == ""


def test_what_happens_in_mid_speech_is_shown_below_it() -> None:
    out = Terminal()
    screen = Screen(STORYTELLER, out)
    screen.speak("intro", "Hello, ")
    screen.show(Entered(at_s=1, stage="task"), State())
    screen.speak("intro", "I am Echo.")
    screen.breathe()
    assert "Hello, I am Echo.\n\033[2m  task has the call" in out.getvalue()


def test_a_call_that_ends_in_mid_speech_is_shown_to_its_end() -> None:
    out = Terminal()
    screen = Screen(STORYTELLER, out)
    screen.speak("intro", "Hello,")
    screen.show(Entered(at_s=1, stage="task"), State())
    screen.show(CALL[-1], State())
    assert re.search(r"Hello,\n.*task has the call.*\n.*hung_up.*\n$", out.getvalue())


def test_an_interrupted_speech_is_marked_where_it_was_cut() -> None:
    assert "Echo (intro): Hello, —\n" in shown(io.StringIO(), replace(GREETING, text="Hello,", interrupted=True))


def test_what_the_caller_has_just_typed_is_not_shown_again() -> None:
    assert "I'm Ada." not in shown(io.StringIO(), *CALL, typing=True)


@given(events)
def test_a_pipe_gets_whole_lines_and_no_escape_codes_whatever_is_said(event: Event) -> None:
    text = shown(io.StringIO(), event)
    assert "\033" not in text
    assert not text or text.endswith("\n")
    assert len(text.splitlines()) == text.count("\n")


def test_nobodys_words_tell_a_terminal_what_to_do() -> None:
    said = [replace(GREETING, text="a\033[2Jb"), Heard(at_s=1, text="a\033[2Jb")]
    assert "\033[2J" not in shown(Terminal(), *said)


def test_neither_does_the_profile() -> None:
    out = Terminal()
    screen = Screen(STORYTELLER.model_copy(update={"persona": "Echo\033[2J\u202e"}), out)
    screen.tell("A title\033[2J\u202e\nand a line")
    screen.speak("intro", "Hello.")
    assert "\033[2J" not in out.getvalue()
    assert "\u202e" not in out.getvalue()
    assert "\nand a line\n" in out.getvalue()


def test_a_failure_is_one_line_with_what_to_do() -> None:
    failed = shown(io.StringIO(), Failed(at_s=1, where="llm", what="HTTP 401"))
    assert failed == "  llm failed: HTTP 401; ./segue check tells what is in its way\n"


def test_progress_is_told_beside_the_call(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    Screen(STORYTELLER, out).progress("loading")
    assert out.getvalue() == ""
    assert capsys.readouterr() == ("", "  … loading\n")


def test_a_turn_without_times_has_no_line_for_them() -> None:
    assert took(Heard(at_s=1, text="Yes.")) == ""
    assert took(Heard(at_s=1, text="Yes.", recognition_s=0.0)) == "      [recognition 0.00 s]\n"


def test_a_call_that_is_no_rehearsal_is_not_called_one() -> None:
    started = Started(at_s=0, profile="storyteller", models="local (small guided by rules)")
    assert shown(io.StringIO(), started) == "  storyteller, with models: local (small guided by rules)\n"
