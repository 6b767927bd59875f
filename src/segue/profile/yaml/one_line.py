"""A value written as YAML in one line, which `source.read` reads back as that very value."""

import sys

import yaml

from segue.profile.yaml.nodes import PlainValues


class _Dumper(PlainValues, yaml.SafeDumper):
    """Puts in quotes what would else be read as something other than text, and nothing else."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # Only in double quotes does a line end stand as an escape, and not as a line end.
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, None if text.splitlines() == [text] else '"')


_Dumper.add_representer(str, _text)


def one_line(value: object) -> str:
    """`value` (text, numbers, lists and mappings) as it may stand behind a key or a dash."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=sys.maxsize, sort_keys=False
    )
    return text.removesuffix("...\n").rstrip("\n")
