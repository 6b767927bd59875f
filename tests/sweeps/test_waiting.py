"""Nobody waits in silence: which cells the table has, and what a call hears of it in which all is well."""

import asyncio
import itertools

import pytest

from segue.call.events import LineHeard, Said
from testbed.rendered import lines_at_hand
from testbed.virtual_time import run
from tests.sweeps.silence import heard
from tests.sweeps.silence.answers import ASKS, OVER
from tests.sweeps.silence.cells import IMPOSSIBLE, Models, cells, product, why_not
from tests.sweeps.silence.ringing import ringing
from tests.sweeps.silence.sets import Fakes
from tests.sweeps.silence.team import profile
from tests.sweeps.silence.trouble import Trouble

TURNS = 100
TOKENS_S = [round(0.02 + 0.06 * number, 2) for number in range(24)]
"""With the end of the turn and the voice's first byte the caller is answered after some 0.3 to 1.8 s."""


def test_each_combination_is_played_or_can_not_be_for_a_reason_that_is_given() -> None:
    impossible = [cell for cell in product() if why_not(cell)]
    assert len(cells()) + len(impossible) == len(product()) == 7 * 7 * 5 * 5 * 2
    assert all(each.why and any(cell in each for cell in product()) for each in IMPOSSIBLE)


@pytest.mark.parametrize("models", [Models.ALONE, Models.FALLBACK])
def test_in_a_hundred_turns_that_are_in_time_nothing_is_heard_but_the_answers(models: Models) -> None:
    tokens, events = itertools.cycle(TOKENS_S), []
    fakes = Fakes(models, Trouble(None), None, lambda: next(tokens))
    told = profile(None)
    told = told.model_copy(update={"limits": told.limits.model_copy(update={"call_s": 7200.0})})

    async def call() -> None:
        async with ringing(told, fakes, lambda call: call.subscribe(lambda event, _: events.append(event))) as line:
            seen = 0
            for turn in range(TURNS + 1):
                while not any(sound.text == OVER for sound in line.earpiece.log[seen:]):  # noqa: ASYNC110  # words are no events
                    await asyncio.sleep(0.1)
                seen = len(line.earpiece.log)
                await asyncio.sleep(0.4)
                if turn < TURNS:
                    await line.caller.say(ASKS)
            kinds = {one.kind for one in heard.stretches(heard.joined(line.earpiece.log), lines)}
            assert kinds <= {heard.ANSWER, heard.NOISE}

    lines = heard.lines_of(told.lines)
    with lines_at_hand():
        run(call(), at_most_s=1200.0, real_s=60.0)
    assert not [event for event in events if isinstance(event, LineHeard)]
    answers_s = [event.answer_s for event in events if isinstance(event, Said) and event.answer_s]
    if models is not Models.FALLBACK:  # a realtime model's are not told
        assert min(answers_s) < 0.5
        assert max(answers_s) > 1.7
