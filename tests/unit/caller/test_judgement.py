"""A call is judged by what its caller expects; that the STT misheard is no failure of the agents."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.call.events import Ended, Event, Heard, Outcome, Said
from segue.call.state import Fact, State
from segue.caller.judgement import Judgement, as_heard, errors, judge
from segue.caller.script import Expect

EXPECT = Expect(outcome="goodbye", facts={"name": "Mara", "place": "Turin"}, path=("intro", "task"))
SPOKEN = ["My name is Mara.", "I'm from Turin.", "Goodbye."]
GOODBYE = Ended(at_s=9, outcome=Outcome.GOODBYE)


def judged(
    *,
    expect: Expect = EXPECT,
    heard: list[str] | None = None,
    facts: dict[str, str | None] | None = None,
    path: tuple[str, ...] = ("intro", "task"),
    said: Sequence[Event] = (),
    tools: Sequence[str] = (),
    longest_wait_s: float = 0.0,
    endings: int = 1,
    goodbye_whole: bool = True,
) -> Judgement:
    events: list[Event] = [Heard(at_s=1, text=text) for text in (SPOKEN if heard is None else heard)]
    known = {"name": "Mara", "place": "Turin"} if facts is None else facts
    state = State(path=path, facts={name: Fact(value) for name, value in known.items()}, outcome=Outcome.GOODBYE)
    return judge(
        expect,
        SPOKEN,
        [*events, *said, *[GOODBYE] * endings],
        state,
        tools=tools,
        longest_wait_s=longest_wait_s,
        goodbye_whole=goodbye_whole,
    )


def test_a_call_that_came_to_all_that_was_expected_has_no_failure() -> None:
    assert judged() == Judgement((), words_spoken=8, words_wrong=0)


@pytest.mark.parametrize(
    ("changed", "failure"),
    [
        ({"outcome": "hung_up"}, "the outcome is goodbye, not hung_up"),
        ({"path": ("intro",)}, "the path is intro → task, not intro"),
        ({"facts": {"name": "Berta"}}, "name is Mara, not Berta"),
        ({"facts": {"place": "Turi"}}, "place is Turin, not Turi"),
        ({"facts": {"mood": "funny"}}, "mood is not known, not funny"),
    ],
)
def test_one_changed_expectation_fails_the_call(changed: dict[str, object], failure: str) -> None:
    assert judged(expect=EXPECT.model_copy(update=changed)).failures == (failure,)


def test_what_is_not_expected_is_not_judged() -> None:
    assert judged(expect=Expect(), facts={}, path=()).failures == ()


def test_what_was_misheard_and_stored_as_heard_is_right() -> None:
    heard = ["My name is Sarah.", "I'm from Tour in.", "Goodbye."]
    verdict = judged(heard=heard, facts={"name": "Sarah", "place": "Tour In"})
    assert verdict.failures == ()
    assert verdict.words_wrong == 3
    assert verdict.word_error_rate == pytest.approx(3 / 8)


def test_what_was_misheard_and_corrected_by_the_agents_is_right() -> None:
    assert judged(heard=["My name is Mara.", "I'm from Tyrion.", "Goodbye."]).failures == ()


def test_what_was_heard_and_stored_otherwise_is_wrong() -> None:
    verdict = judged(facts={"name": "Sarah", "place": "Turin"})
    assert verdict.failures == ("name is Sarah, not Mara",)


def test_what_was_neither_spoken_nor_heard_is_wrong() -> None:
    verdict = judged(heard=["My name is Sarah.", "I'm from Turin."], facts={"name": "Lara", "place": "Turin"})
    assert verdict.failures == ("name is Lara, not Mara",)


def test_words_that_nobody_wrote_down_are_not_counted_as_misheard() -> None:
    heard: list[Event] = [Heard(at_s=1, text="My name is Mara."), GOODBYE]
    verdict = judge(Expect(), ["Hello.", None], heard, State(), tools=[], longest_wait_s=0.0, goodbye_whole=True)
    assert (verdict.failures, verdict.words_spoken, verdict.words_wrong) == ((), 0, 0)


def test_a_muted_caller_fails_the_expectation() -> None:
    verdict = judged(heard=[], facts={})
    assert verdict.failures == ("name is not known, not Mara", "place is not known, not Turin")
    assert verdict.word_error_rate == 1.0


def test_a_declined_fact_is_not_known() -> None:
    assert judged(facts={"name": None, "place": "Turin"}).failures == ("name is not known, not Mara",)


@pytest.mark.parametrize(
    ("expected", "called", "failures"),
    [
        ((), ("remember",), ()),
        (("remember", "settle"), ("remember", "look_up", "settle", "end_call"), ()),
        (("settle", "settle"), ("settle", "settle"), ()),
        (("settle",), (), ("no call of settle; the tools called are none",)),
        (
            ("settle", "remember"),
            ("remember", "settle"),
            ("no call of remember after settle; the tools called are remember, settle",),
        ),
        (("settle", "settle"), ("settle",), ("no call of settle after settle; the tools called are settle",)),
    ],
)
def test_tools_are_called_in_the_order_expected_whatever_comes_between(
    expected: tuple[str, ...], called: tuple[str, ...], failures: tuple[str, ...]
) -> None:
    assert judged(expect=EXPECT.model_copy(update={"tools": expected}), tools=called).failures == failures


@pytest.mark.parametrize(
    ("expected", "failures"),
    [
        (("half past ten",), ()),
        (("HALF past, ten!", "you are booked"), ()),
        (("booked at half",), ("no agent said “booked at half”",)),
        (("half past te",), ("no agent said “half past te”",)),
        (("my name is Mara",), ("no agent said “my name is Mara”",)),
    ],
)
def test_words_are_looked_for_whole_and_in_one_agents_speech(
    expected: tuple[str, ...], failures: tuple[str, ...]
) -> None:
    speeches = ("Good, you are booked.", "At half past ten.")
    said = [Said(at_s=2, stage="task", text=text) for text in speeches]
    assert judged(expect=EXPECT.model_copy(update={"said": expected}), said=said).failures == failures


@pytest.mark.parametrize(
    ("limit_s", "waited_s", "failures"),
    [
        (None, math.inf, ()),
        (3, 2.9, ()),
        (3, 3.25, ("the caller waited 3.2 s, longer than 3 s",)),
        (3, math.inf, ("the caller was left without an answer",)),
    ],
)
def test_a_caller_waits_no_longer_than_they_expect(
    limit_s: float | None, waited_s: float, failures: tuple[str, ...]
) -> None:
    assert judged(expect=EXPECT.model_copy(update={"longest_wait_s": limit_s}), longest_wait_s=waited_s).failures == (
        failures
    )


@pytest.mark.parametrize("endings", [0, 2])
def test_a_call_ends_once(endings: int) -> None:
    assert judged(endings=endings).failures == (f"the call ended {endings} times",)


def test_a_goodbye_that_was_cut_fails_the_call() -> None:
    assert judged(goodbye_whole=False).failures == ("the last words were not played to their end",)


@pytest.mark.parametrize(
    ("value", "said", "heard", "found"),
    [
        ("mara", "i am mara from turin", "i am lara from turin", "lara"),
        ("mara", "i am mara from turin", "i am ma ra from turin", "ma ra"),
        ("mara", "i am mara from turin", "i am from turin", ""),
        ("mara", "sara no mara yes mara", "sara no mara yes lara", "lara"),
        ("new york", "from new york thanks", "from newark thanks", "newark"),
        ("new york", "from new york", "from new fork", "new fork"),
        ("fox", "i am mara", "i am mara", "fox"),
    ],
)
def test_a_value_is_found_where_it_was_last_said(value: str, said: str, heard: str, found: str) -> None:
    assert as_heard(value.split(), said.split(), heard.split()) == found.split()


sentences = st.lists(st.sampled_from(["a", "b", "c"]), max_size=8)


@given(sentences, sentences)
def test_words_wrong_are_counted_alike_from_either_side(said: list[str], heard: list[str]) -> None:
    wrong = errors(said, heard)
    assert wrong == errors(heard, said)
    assert (wrong == 0) is (said == heard)
    assert abs(len(said) - len(heard)) <= wrong <= max(len(said), len(heard))


def test_a_word_changed_added_or_dropped_is_one_error() -> None:
    for heard in (["a", "x", "c"], ["a", "b", "x", "c"], ["a", "c"]):
        assert errors(["a", "b", "c"], heard) == 1
