"""Lines that are said word for word, with the caller's facts filled in."""

from segue.call.call import Call


class _Known(dict[str, str]):
    """Facts for a line; one that is missing leaves nothing behind."""

    def __missing__(self, name: str) -> str:
        return ""


def fixed_line(line: str, call: Call) -> str:
    """`line` with each `{fact}` replaced by its value, or by what the profile says in its place."""
    known = call.state.known()
    stand_ins = {name: spec.unknown for name, spec in call.profile.facts.items()}
    return line.format_map(_Known({**stand_ins, **known}))
