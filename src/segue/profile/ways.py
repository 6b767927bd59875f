"""The ways through a call: every stage is reached and left, and nobody goes in circles for ever."""

from collections.abc import Iterator

from segue.profile.draft import Draft
from segue.profile.mistake import Mistake
from segue.profile.names import KnownNames
from segue.profile.traits import Trait


def check_ways(draft: Draft, known: KnownNames) -> Iterator[Mistake]:
    """What is wrong with the edges of a profile whose parts can all be read."""
    yield from _circles(draft)
    reached = _reached(draft)
    for name, stage in draft.stages.items():
        leaves = any(edge and edge.origin == name for edge in draft.edges)
        if not leaves and stage and not any(known.are(tool, Trait.ENDS_CALL, Trait.HANDS_ON) for tool in stage.tools):
            fix = f"add an edge from it, or the tool {known.tools_for(Trait.ENDS_CALL)}"
            yield Mistake(("stages", name), f"no way out of `{name}`", fix)
        if reached and name not in reached:
            yield Mistake(("stages", name), f"`{name}` is never reached", "add an edge to it, or take it out")


def _reached(draft: Draft) -> set[str]:
    """The stages that a call can come to; none where it isn't clear where it opens."""
    reached: set[str] = set()
    waiting = [draft.opens] if draft.opens in draft.stages else []
    while waiting:
        stage = waiting.pop()
        if stage is not None and stage not in reached:
            reached.add(stage)
            waiting += [edge.target for edge in draft.edges if edge and edge.origin == stage]
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
