"""Over a hand-off nothing is lost, doubled or half done, whatever the caller does at whichever moment of it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.sweeps.played import STEP_S, Act, Setting, course, play
from tests.sweeps.promises import broken

USUAL = Setting()
ACTS = [act for act in Act if act not in (Act.NOTHING, Act.SPEECH)]
OTHERWISE = {
    "without words beside the tool": Setting(farewell=False),
    "with a long pause": Setting(pause_s=1.0),
    "with an STT for each stage": Setting(shared_stt=False),
    "two messages cross": Setting(carries=2),
    "a summary crosses": Setting(carries="summary"),
    "nothing crosses": Setting(carries="nothing"),
    "to a realtime model": Setting(realtime=frozenset({"teller"})),
    "from a realtime model": Setting(realtime=frozenset({"host"})),
    "with an STT that tells no word before the sentence is over": Setting(interim=False),
    "with a slow LLM": Setting(token_s=1.2),
    "with a slow LLM, and without words beside the tool": Setting(token_s=1.2, farewell=False),
}


def swept(act: Act, setting: Setting, seconds: Sequence[float]) -> dict[float, list[str]]:
    """What was not kept, at which seconds."""
    found = {at_s: broken(play(act, at_s, setting)) for at_s in seconds}
    return {at_s: what for at_s, what in found.items() if what}


def test_whatever_a_caller_says_at_whichever_moment_the_call_keeps_its_promises() -> None:
    usual = course(USUAL)
    close = [at_s for at_s in usual.seconds(STEP_S) if usual.asked_s <= at_s <= usual.heard_s]
    assert swept(Act.SENTENCE, USUAL, [*close, *usual.seconds(0.9)]) == {}


@pytest.mark.parametrize("act", ACTS)
def test_and_whatever_else_they_do(act: Act, sweep: bool) -> None:
    assert swept(act, USUAL, course(USUAL).seconds(STEP_S if sweep else 1.0)) == {}


@pytest.mark.parametrize("setting", OTHERWISE.values(), ids=OTHERWISE.keys())
def test_and_however_the_call_is_set_up(setting: Setting, sweep: bool) -> None:
    for act in ACTS if sweep else [Act.PAUSING]:
        assert (act, swept(act, setting, course(setting).seconds(2 * STEP_S if sweep else 1.6))) == (act, {})


def test_the_next_agent_is_heard_as_soon_as_its_models_are_done() -> None:
    quick = course(replace(USUAL, token_s=0.1))
    assert quick.heard_s - quick.returned_s <= 0.32


def test_what_is_typed_in_the_very_moment_of_the_hand_off_is_answered() -> None:
    setting = Setting(farewell=False)
    at_s = course(setting).asked_s
    for moment_s in (at_s - 0.001, at_s, at_s + 0.001):
        assert broken(play(Act.TYPES, moment_s, setting)) == []


def test_who_speaks_into_the_words_beside_it_is_heard_out_though_no_word_is_known_until_they_are_done() -> None:
    setting = replace(USUAL, interim=False)
    usual = course(setting)
    for moment_s in (usual.asked_s + 0.5, usual.returned_s - 0.5):
        played = play(Act.SPEECH, moment_s, setting)
        assert broken(played) == []
        asked = [request for request in played.requests if request.stage == "teller"]
        assert [played.words in request.heard() for request in asked[:1]] == [True]
