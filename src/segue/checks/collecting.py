"""What a hand-off needs and nobody has asked for by then, and what a prompt leaves to be filled in."""

import re
from collections.abc import Iterator
from typing import Final

from segue.checks.casting import Casting
from segue.checks.rows import Trouble, Verdict
from segue.profile.model import Profile

_BLANK: Final = re.compile(r"\{\{? ?[a-z][a-z0-9_]* ?\}\}?")


def uncollected(casting: Casting, at: int) -> Iterator[Trouble]:
    """Facts that an edge needs and that a call may come to it without."""
    edge = casting.profile.edges[at]
    for which, fact in enumerate(edge.needs):
        if way := _way_without(casting.profile, fact, edge.origin):
            yield Trouble(
                Verdict.LOSS,
                f"`{edge.name}` needs `{fact}`, for which nobody asks on the way ({' -> '.join(way)}): "
                "unless the job's metadata has it, this hand-off is refused",
                f"add `{fact}` to the `facts:` of a stage on the way, or take it out of `needs:`",
                casting.place("edges", at, "needs", which),
            )


def _way_without(profile: Profile, fact: str, stage: str) -> list[str]:
    """The stages of a way to the end of `stage` on which none collects `fact`; empty where there is none."""
    came = {profile.opens: ""}
    waiting = [profile.opens]
    while waiting:
        here = waiting.pop(0)
        if fact in profile.stages[here].facts:
            continue
        if here == stage:
            way = [here]
            while before := came[way[0]]:
                way.insert(0, before)
            return way
        for edge in profile.edges_from(here):
            if edge.target not in came:
                came[edge.target] = here
                waiting.append(edge.target)
    return []


def unfilled(casting: Casting, stage: str) -> Iterator[Trouble]:
    """Braces in the prompts of a stage, which a model reads as they stand."""
    for name in (*casting.profile.prompts, casting.profile.stages[stage].prompt):
        for number, line in enumerate(casting.profile.texts[name].splitlines(), 1):
            for blank in _BLANK.findall(line):
                yield Trouble(
                    Verdict.LOSS,
                    f"nothing is put in the place of {blank}: the model reads it so",
                    "write it in words; what is known of the caller stands at the end of every prompt",
                    f"{casting.source.path.parent / name}:{number}",
                )
