"""Whether the tools of a stage, hand-offs among them, have a name each: with two of one name its agent can't begin."""

from collections.abc import Iterator

from segue.profile.mistake import Mistake
from segue.profile.model import Profile
from segue.profile.names import KnownNames


def check_tool_names(profile: Profile, known: KnownNames) -> Iterator[Mistake]:
    """What is wrong with the names that tools have once they are made: a function's may be another than its table's."""
    for stage in profile.stages:
        called = known.called(profile, stage)
        edges = {edge.name: at for at, edge in enumerate(profile.edges) if edge.origin == stage}
        for name in dict.fromkeys(name for name in called if called.count(name) > 1):
            if name in edges:
                what = f"a tool of `{stage}` is called `{name}`, too"
                yield Mistake(("edges", edges[name], "name"), what, "give the edge another name")
            else:
                what = f"two tools of `{stage}` are called `{name}`"
                yield Mistake(("stages", stage, "tools"), what, "take one out, or give its function another name")
