"""The terminal: the call as it happens, in colour where there is a terminal, readable where there is none."""

import io
import logging
import sys
from typing import TextIO

from commands.colours import colourful
from segue.call.events import Ended, Event, Failed, Heard, Said, Started
from segue.call.state import State
from segue.profile.model import Profile
from segue.records import transcript

logger = logging.getLogger("segue.screen")

COLOURS = ("36", "35", "33", "32", "34")
"""Cyan, magenta, yellow, green, blue: one a stage, in the profile's order."""
DIM, BOLD = "2", "1"


class Screen:
    """Shows one call. Events arrive by `show`, spoken words by `speak` as they are heard."""

    def __init__(self, profile: Profile, out: TextIO | None = None, *, typing: bool = False) -> None:
        self._out = out or sys.stdout or io.StringIO()  # whoever was started without an output has none
        self._live = self._out.isatty()
        self._colourful = colourful(self._out)
        self._persona = transcript.plain(profile.persona)
        self._colours = dict(zip(profile.stages, COLOURS * 4, strict=False))
        self._typing = typing
        self._dark = False
        """Set for good once nothing can be shown; the call goes on."""
        self._speaking = ""
        self._waiting = ""
        """What happened in mid-speech, to be shown below it."""

    def progress(self, what: str) -> None:
        """Say what is being waited for, on standard error, so that a piped call holds nothing but the call."""
        print(f"  … {what}", file=sys.stderr, flush=True)

    def speak(self, stage: str, text: str) -> None:
        """Show an agent's words, piece by piece, while they are heard."""
        text = transcript.plain(text)
        if self._live:
            if not self._speaking:
                self._write(self._name(stage))
            self._write(text)
        self._speaking += text

    def tell(self, line: str) -> None:
        """Show a line, or several, that are no part of the call."""
        self._write("".join(f"{transcript.plain(each)}\n" for each in line.split("\n")))

    def ask(self) -> None:
        """Show that it is the caller's turn, where they type beside the call."""
        if self._typing:
            self._write("> ")

    def unanswered(self) -> None:
        """What was last asked is answered by no line, nor by its end."""
        if self._typing:
            self._write("\n")

    def breathe(self) -> None:
        """A stretch of speech is over."""
        if self._speaking and self._live:
            self._write(f"\n{self._waiting}")
        self._speaking = self._waiting = ""

    def show(self, event: Event, state: State) -> None:
        """Show what happened."""
        if isinstance(event, Ended):
            self.breathe()
        if self._speaking and self._live:
            self._waiting += self._lines(event)
        else:
            self._write(self._lines(event))

    def _lines(self, event: Event) -> str:
        match event:
            case Said() if self._live:
                return self._paint(DIM, took(event))  # the words were shown as they were heard
            case Said(stage=stage, text=text, interrupted=cut):
                return f"{self._name(stage)}{transcript.plain(text)}{' —' if cut else ''}\n{took(event)}"
            case Heard() if self._typing:
                return ""  # the caller has just typed it
            case Heard(text=text):
                said = f"{self._paint(BOLD, 'caller')}: {transcript.plain(text)}\n"
                return said + self._paint(DIM, took(event))
            case Started(profile=profile, models=models):
                rehearsed = f"a rehearsal of {profile}: an understudy speaks its lines, no language model"
                what = rehearsed if models == "rehearsal" else f"{profile}, with models: {models}"
                lines = [f"  {what}", *filter(None, [transcript.line(event)])]
                return "".join(f"{self._paint(DIM, line)}\n" for line in lines)
            case Failed():
                return self._paint(BOLD, f"{transcript.line(event)}; ./segue check tells what is in its way") + "\n"
            case _:
                line = transcript.line(event)
                return self._paint(BOLD if isinstance(event, Ended) else DIM, line) + "\n" if line else ""

    def _name(self, stage: str) -> str:
        return self._paint(self._colours.get(stage, BOLD), f"{self._persona} ({stage})") + ": "

    def _paint(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._colourful and text.strip() else text

    def _write(self, text: str) -> None:
        if self._dark:
            return
        try:
            self._out.write(text)
            self._out.flush()
        except (OSError, ValueError) as error:  # it is closed, or has no such letter; standard output says so itself
            self._dark = True
            logger.error("the screen shows no more of the call", extra={"error": type(error).__name__})


def take_any_letter() -> None:
    """Have a letter that standard output lacks shown as a question mark there, instead of ending what it stands in."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def took(event: Heard | Said) -> str:
    """Where the time of a turn went, as an indented line, or nothing where no time was measured."""
    if isinstance(event, Heard):
        parts = {"recognition": event.recognition_s, "end of turn": event.end_of_turn_s}
    else:
        parts = {
            "answered after": event.answer_s,
            "first token": event.first_token_s,
            "first byte": event.first_byte_s,
            "playout": event.playout_s,
        }
    known = [f"{name} {seconds:.2f} s" for name, seconds in parts.items() if seconds is not None]
    return f"      [{', '.join(known)}]\n" if known else ""
