"""A call that was made, written down as a caller's file that expects just what it came to."""

from collections.abc import Iterator, Sequence

from segue.call.state import State
from segue.caller.script import HangUp, Line, Say, Silence
from segue.profile.yaml.one_line import one_line


def written(lines: Sequence[Line], state: State, title: str) -> str:
    """The file of a caller who says `lines` again, in a call that is to come to `state`; `title` heads it."""
    expected = {"outcome": state.outcome and str(state.outcome), "facts": state.known(), "path": list(state.path)}
    return "\n".join(
        [
            f"# {' '.join(title.split())}",
            "lines:",
            *(f"  - {text}" for line in lines for text in _line(line)),
            "expect:",
            *(f"  {key}: {one_line(value)}" for key, value in expected.items() if value),
            "",
        ]
    )


def _line(line: Line) -> Iterator[str]:
    match line:
        case Say(interrupt_after_s=None):
            yield one_line(line.say)
        case Silence():
            yield f"silence_s: {line.silence_s:g}"
        case HangUp():
            yield "hang_up: true"
        case _:
            raise ValueError(f"nobody types a line of kind {type(line).__name__}")
