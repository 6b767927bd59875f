"""The understudy knows no name, place or wish: swap them for other words, and facts and story follow."""

import random
from itertools import pairwise, permutations

import pytest

from agents import team
from segue.call.events import Heard, Learnt, Said
from segue.testing import rehearse
from tests.conversation.scripted_call import PROFILES

STORYTELLER = PROFILES / "storyteller"

SYLLABLES = ("ba", "do", "fi", "ga", "ke", "lu", "mo", "ni", "pa", "ro", "su", "ta", "ve", "wi", "zo")


def word(rng: random.Random) -> str:
    """A word nobody has heard before."""
    return "".join(rng.choice(SYLLABLES) for _ in range(3))


@pytest.mark.parametrize("number", range(8))
async def test_any_name_place_and_wish_are_learnt_and_told(number: int) -> None:
    rng = random.Random(number)
    name, place, hero, found, way = (word(rng) for _ in range(5))
    call = await rehearse(
        STORYTELLER,
        team(),
        f"My name is {name.title()}, and I live in {place.title()}.",
        "Yes.",
        f"A spooky story about a {hero}.",
        "Yes.",
        f"A {found}.",
        f"Past the {way}.",
        "No, goodbye.",
    )
    heard = {event.name: event.heard for event in call.events if isinstance(event, Learnt)}
    assert heard == {"name": name.title(), "place": place.title(), "hero": f"a {hero}", "mood": "spooky"}
    story = " ".join(call.said("story"))
    for fact in (*call.facts.values(), found, way):
        assert fact.casefold() in story.casefold()
    assert call.path == ["intro", "task", "story"]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "".join(map(str, order)))
async def test_facts_may_come_in_any_order_and_before_they_are_asked_for(order: tuple[int, ...]) -> None:
    facts = ["My name is Wilma.", "I'm from Bergen.", "I want a story about a beaver."]
    said = [facts[index] for index in order]
    call = await rehearse(STORYTELLER, team(), *said, "Yes.", "Something funny.", "Yes.", "Yes.")
    assert call.facts == {"name": "Wilma", "place": "Bergen", "hero": "a beaver", "mood": "funny"}
    assert call.path == ["intro", "task", "story"]


async def test_no_agent_ever_leaves_the_caller_with_nothing_to_say() -> None:
    call = await rehearse(
        STORYTELLER,
        team(),
        *("I'm Ada.", "Turin.", "Yes.", "A fox.", "Funny.", "Yes.", "A key.", "The river.", "Goodbye."),
    )
    turns = [event for event in call.events if isinstance(event, Heard | Said)]
    for said, following in pairwise(turns):
        if isinstance(said, Said) and isinstance(following, Heard):
            assert said.text.rstrip().endswith("?")
