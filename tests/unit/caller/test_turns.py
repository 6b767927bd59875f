"""When a scripted caller speaks: after the agents, into them, not at all, or never again."""

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from segue.caller.calling import Calling, Prepared
from segue.caller.cues import GIVES_UP_S, UNANSWERED_S
from segue.caller.hears import loud
from segue.caller.script import HangUp, Line, Say, Silence
from segue.transports.frames import FRAME_SAMPLES, SILENCE

PATIENCE_S = 1.4
LOUD = (b"\x00\x10\x00\xf0" * 240)[: 2 * FRAME_SAMPLES]


def call(lines: Sequence[Line], agents: Iterable[tuple[float, bool]], said_s: float = 1.0) -> tuple[Calling, str]:
    """Play `agents` (seconds, whether they sound) to a caller whose lines last `said_s`. Who hung up, too."""
    sound = np.full(round(said_s * 24_000), 5000, np.int16)
    ready = [Prepared(line, getattr(line, "say", ""), sound if isinstance(line, Say) else None) for line in lines]
    calling = Calling(lines, ready.__getitem__, PATIENCE_S)
    for length_s, sounding in agents:
        for _ in range(round(length_s * 50)):
            if calling.frame(LOUD if sounding else SILENCE) is None:
                return calling, "caller"
    return calling, "agents"


def starts(calling: Calling) -> list[float]:
    return [said.first_sample / 24_000 for said in calling.said]


def about(*times_s: float) -> object:
    return pytest.approx(times_s, abs=0.05)


def test_a_line_is_said_when_the_agents_have_been_silent_long_enough() -> None:
    calling, _ = call([Say(say="Ada.")], [(0.5, False), (2.0, True), (3.0, False)])
    assert starts(calling) == about(0.5 + 2.0 + 1.4)
    assert calling.said[0].last_sample == calling.said[0].first_sample + 24_000 - 1


def test_the_gap_of_a_hand_off_does_not_make_the_caller_speak() -> None:
    calling, _ = call([Say(say="Ada.")], [(2.0, True), (1.2, False), (2.0, True), (3.0, False)])
    assert starts(calling) == about(2.0 + 1.2 + 2.0 + 1.4)


def test_the_next_line_waits_for_an_answer() -> None:
    calling, _ = call([Say(say="Ada."), Say(say="Yes.")], [(1, True), (6, False), (1, True), (3, False)])
    assert starts(calling) == about(1 + 1.4, 8 + 1.4)


def test_agents_that_never_answer_are_spoken_to_again() -> None:
    calling, _ = call([Say(say="Ada."), Say(say="Hello?")], [(60, False)])
    assert starts(calling) == about(UNANSWERED_S, 2 * UNANSWERED_S + 1.0)


def test_an_interruption_falls_into_the_agents_speech() -> None:
    line = Say(say="Wait.", interrupt_after_s=2.5)
    calling, _ = call([Say(say="Tell me."), line], [(1, True), (4, False), (1, True), (0.5, False), (6, True)])
    assert starts(calling)[1:] == about(5 + 2.5)
    assert calling.said[1].interrupting


def test_an_interruption_waits_for_a_sound_to_interrupt() -> None:
    line = Say(say="Wait.", interrupt_after_s=2.5)
    calling, _ = call([line], [(2, True), (1, False), (3, True)])
    assert starts(calling) == about(3.0)


def test_agents_who_finish_before_they_are_interrupted_are_answered() -> None:
    calling, _ = call([Say(say="Wait.", interrupt_after_s=5)], [(2, True), (4, False)])
    assert starts(calling) == about(2 + 1.4)
    assert not calling.said[0].interrupting


def test_silence_is_kept_from_when_the_agents_fell_silent_whatever_they_say_meanwhile() -> None:
    lines: list[Line] = [Silence(silence_s=10), Say(say="Sorry.")]
    calling, _ = call(lines, [(2, True), (5, False), (1, True), (30, False)])
    assert starts(calling) == about(12.0)


def test_after_a_silence_a_speaking_agent_is_heard_out() -> None:
    lines: list[Line] = [Silence(silence_s=10), Say(say="Sorry.")]
    calling, _ = call(lines, [(2, True), (9, False), (3, True), (30, False)])
    assert starts(calling) == about(14 + 1.4)


def test_the_caller_hangs_up_when_the_agents_have_finished() -> None:
    calling, ended_by = call([Say(say="Bye."), HangUp(hang_up=True)], [(1, True), (4, False), (1, True), (9, False)])
    assert ended_by == "caller"
    assert starts(calling) == about(2.4)


def test_the_caller_stays_for_the_goodbye_and_leaves_a_dead_line() -> None:
    assert call([Say(say="Bye.")], [(1, True), (GIVES_UP_S, False), (9, True)])[1] == "agents"
    assert call([Say(say="Bye.")], [(1, True), (GIVES_UP_S + 5, False)])[1] == "caller"


def test_a_whisper_of_noise_is_no_speech() -> None:
    rng = np.random.default_rng(0)
    assert not loud(rng.normal(0, 40, FRAME_SAMPLES).astype(np.int16).tobytes())
    assert loud(rng.normal(0, 400, FRAME_SAMPLES).astype(np.int16).tobytes())
    assert not loud(b"")
