"""The understudy knows no name, place or wish: swap them for other words, and facts and story follow."""

import random
from itertools import pairwise, permutations
from pathlib import Path

import pytest

from segue.call.events import Learnt
from tests.conversation.rehearsed import rehearse, saying

SYLLABLES = ("ba", "do", "fi", "ga", "ke", "lu", "mo", "ni", "pa", "ro", "su", "ta", "ve", "wi", "zo")


def word(rng: random.Random) -> str:
    """A word nobody has heard before."""
    return "".join(rng.choice(SYLLABLES) for _ in range(3))


@pytest.mark.parametrize("number", range(8))
async def test_any_name_place_and_wish_are_learnt_and_told(number: int, tmp_path: Path) -> None:
    rng = random.Random(number)
    name, place, hero, found, way = (word(rng) for _ in range(5))
    call = await rehearse(
        saying(
            f"My name is {name.title()}, and I live in {place.title()}.",
            "Yes.",
            f"A spooky story about a {hero}.",
            "Yes.",
            f"A {found}.",
            f"Past the {way}.",
            "No, goodbye.",
        ),
        tmp_path,
    )
    heard = {event.name: event.heard for event in call.events if isinstance(event, Learnt)}
    assert heard == {"name": name.title(), "place": place.title(), "hero": f"a {hero}", "mood": "spooky"}
    story = " ".join(call.said("story"))
    for fact in (*call.state.known().values(), found, way):
        assert fact.casefold() in story.casefold()
    assert call.state.path == ("intro", "task", "story")


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "".join(map(str, order)))
async def test_facts_may_come_in_any_order_and_before_they_are_asked_for(
    order: tuple[int, ...], tmp_path: Path
) -> None:
    facts = ["My name is Wilma.", "I'm from Bergen.", "I want a story about a beaver."]
    said = [facts[index] for index in order]
    call = await rehearse(saying(*said, "Yes.", "Something funny.", "Yes.", "Yes."), tmp_path)
    assert call.state.known() == {"name": "Wilma", "place": "Bergen", "hero": "a beaver", "mood": "funny"}
    assert call.state.path == ("intro", "task", "story")


async def test_no_agent_ever_leaves_the_caller_with_nothing_to_say(tmp_path: Path) -> None:
    call = await rehearse(
        saying("I'm Ada.", "Turin.", "Yes.", "A fox.", "Funny.", "Yes.", "A key.", "The river.", "Goodbye."), tmp_path
    )
    turns = call.spoken()
    for (speaker, text), (following, _) in pairwise(turns):
        if speaker != "caller" and following == "caller":
            assert text.rstrip().endswith("?")
