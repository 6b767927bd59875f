"""The ways through a call: every stage is reached and left, and nobody goes in circles for ever."""

from collections.abc import Iterator, Mapping

from segue.profile.draft import Draft
from segue.profile.mistake import Mistake
from segue.profile.model import StageSpec
from segue.profile.names import KnownNames
from segue.profile.traits import Trait


def check_ways(draft: Draft, known: KnownNames) -> Iterator[Mistake]:
    """What is wrong with the edges of a profile whose parts can all be read."""
    yield from _circles(draft)
    ahead, back = dict[str, list[str]](), dict[str, list[str]]()
    for edge in draft.edges:
        if edge:
            ahead.setdefault(edge.origin, []).append(edge.target)
            back.setdefault(edge.target, []).append(edge.origin)
    ways_in = [stage for stage in (draft.opens, draft.safe) if stage]
    reached = _reached(ahead, ways_in) if draft.opens in draft.stages else {*draft.stages}
    ends = [name for name, stage in draft.stages.items() if stage and _ends(stage, known)]
    stuck = [name for name in draft.stages if name not in ahead and name not in ends]
    ended = _reached(back, [*ends, *stuck])
    for name in draft.stages:
        if name in stuck:
            fix = f"add an edge from it, or the tool {known.tools_for(Trait.ENDS_CALL)}"
            yield Mistake(("stages", name), f"no way out of `{name}`", fix)
        elif name not in ended:
            fix = f"add the tool {known.tools_for(Trait.ENDS_CALL)} to it, or to a stage that it leads to"
            yield Mistake(("stages", name), f"no way from `{name}` to the end of a call", fix)
        if name not in reached:
            yield Mistake(("stages", name), f"`{name}` is never reached", "add an edge to it, or take it out")


def _ends(stage: StageSpec, known: KnownNames) -> bool:
    return any(known.are(tool, Trait.ENDS_CALL, Trait.HANDS_ON) for tool in stage.tools)


def _reached(ways: Mapping[str, list[str]], starts: list[str]) -> set[str]:
    """Where one comes by these ways, and the starts."""
    reached, waiting = set[str](), starts
    while waiting:
        if (stage := waiting.pop()) not in reached:
            reached.add(stage)
            waiting += ways.get(stage, ())
    return reached


def _circles(draft: Draft) -> Iterator[Mistake]:
    """Edges by which a call may go in a circle that no budget ends."""
    ahead: dict[str, list[tuple[int, str, str]]] = {}
    for at, edge in enumerate(draft.edges):
        if edge and edge.budget is None:
            ahead.setdefault(edge.origin, []).append((at, edge.name, edge.target))
    done: set[str] = set()
    for start in dict.fromkeys((draft.opens or "", *draft.stages)):
        # Depth first, with a path of our own: a chain of edges may be longer than Python's stack.
        path, ways = [start], [iter(ahead.get(start, ()))]
        while path:
            at, name, target = next(ways[-1], (-1, "", ""))
            if at < 0:
                done.add(path.pop())
                ways.pop()
            elif target in path:
                circle = " -> ".join([*path[path.index(target) :], target])
                yield Mistake(("edges", at), f"`{name}` closes the cycle {circle}", "give it a `budget:`, such as 2")
            elif target not in done:
                path.append(target)
                ways.append(iter(ahead.get(target, ())))
