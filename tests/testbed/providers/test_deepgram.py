"""The Deepgram double, spoken to by the real plugins."""

import asyncio
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession
from livekit.agents.voice.turn import TurnHandlingOptions

from segue.transports.frames import FRAME_BYTES, SAMPLE_RATE
from segue.transports.line_io import LineInput
from testbed.providers.deepgram.flux import Flux
from testbed.providers.deepgram.nova import Nova
from tests.testbed.providers.deepgram_plugin import (
    END,
    FINAL,
    INTERIM,
    PREFLIGHT,
    SAID,
    START,
    deepgram_double,
    flux,
    listening,
    nova,
    push,
    silence,
    speech,
    told,
)


async def test_nova_hears_a_turn_begin_grow_and_end() -> None:
    async with deepgram_double() as double, listening(nova(double)) as stream:
        push(stream, silence(0.5) + speech(1.2) + silence(1.0))
        events = await told(stream, END)
        assert events[0] == (START, "")
        assert [kind for kind, _ in events[1:-2]] == [INTERIM] * 2
        assert events[-2:] == [(FINAL, SAID), (END, "")]
        assert all(SAID.startswith(words) for _, words in events)


async def test_nova_times_every_word_within_the_speech() -> None:
    async with deepgram_double() as double, listening(nova(double)) as stream:
        push(stream, silence(1.0) + speech(1.2) + silence(1.0))
        async for event in stream:
            if event.type is FINAL:
                break
        words = event.alternatives[0].words or []
        assert [str(word) for word in words] == SAID.split()
        starts = [float(str(word.start_time)) for word in words]
        assert starts == sorted(starts)
        assert starts[0] == pytest.approx(0.7, abs=0.05)
        assert float(str(words[-1].end_time)) == pytest.approx(2.2, abs=0.05)


async def test_nova_without_format_says_bare_words() -> None:
    async with deepgram_double() as double, listening(nova(double, punctuate=False)) as stream:
        push(stream, speech(1.2) + silence(1.0))
        assert (FINAL, "hello there my old friend") in await told(stream, END)


async def test_nova_finalizes_what_is_said_so_far_when_it_is_asked_to() -> None:
    async with deepgram_double() as double, listening(nova(double)) as stream:
        push(stream, speech(0.4))
        stream.flush()
        events = await told(stream, FINAL)
        assert events[-1] == (FINAL, "Hello")
        assert [message["from_finalize"] for message in double.connection.sent if message.get("is_final")] == [True]


async def test_nova_closes_with_an_account_of_what_it_heard() -> None:
    async with deepgram_double() as double, listening(nova(double)) as stream:
        push(stream, speech(0.4))
        stream.end_input()
        await double.until(lambda: bool(double.connections) and double.connection.closed)
        assert double.connection.sent[-1]["type"] == "Metadata"
        assert double.connection.sent[-1]["duration"] == double.connection.audio_s == pytest.approx(0.4)


async def test_nova_says_when_an_utterance_is_over_if_that_was_asked_for() -> None:
    async with deepgram_double() as double, listening(nova(double, utterance_end_ms=1000)) as stream:
        push(stream, speech(0.4) + silence(2.0))
        await told(stream, END)
        await double.until(lambda: double.connection.sent[-1]["type"] == "UtteranceEnd")
        assert double.connection.sent[-1]["last_word_end"] == pytest.approx(0.4, abs=0.05)


async def test_flux_guesses_an_end_takes_it_back_and_ends() -> None:
    async with deepgram_double() as double, listening(flux(double, eager_eot_threshold=0.4)) as stream:
        push(stream, silence(0.5) + speech(0.5) + silence(0.5) + speech(0.5) + silence(1.0))
        events = await told(stream, END)
        kinds = [kind for kind, _ in events]
        assert kinds[0] == START
        assert kinds.count(PREFLIGHT) == 2
        assert kinds[-2:] == [FINAL, END]
        assert events[-2][1] == [words for kind, words in events if kind == PREFLIGHT][-1]
        told_by = [message.get("event") for message in double.connection.sent if message["type"] == "TurnInfo"]
        assert told_by.index("EagerEndOfTurn") < told_by.index("TurnResumed") < told_by.index("EndOfTurn")
        assert [message["sequence_id"] for message in double.connection.sent] == list(range(len(told_by) + 1))


async def test_flux_counts_turns_and_without_an_eager_threshold_guesses_nothing() -> None:
    async with deepgram_double() as double, listening(flux(double)) as stream:
        push(stream, (speech(0.5) + silence(1.0)) * 2)
        assert PREFLIGHT not in {kind for kind, _ in [*await told(stream, END), *await told(stream, END)]}
        ends = [message for message in double.connection.sent if message.get("event") == "EndOfTurn"]
        assert [(end["turn_index"], end["trigger"]) for end in ends] == [(0, "model"), (1, "model")]


async def test_flux_takes_new_thresholds_on_the_way() -> None:
    async with deepgram_double() as double:
        plugin = flux(double)
        async with listening(plugin) as stream:
            push(stream, speech(0.5) + silence(1.0))
            await told(stream, END)
            plugin.update_options(eot_threshold=0.9, keyterm=["lux"])
            await double.until(lambda: double.connection.sent[-1]["type"] == "ConfigureSuccess")
            assert double.connection.sent[-1]["thresholds"]["eot_threshold"] == 0.9
            assert double.connection.sent[-1]["keyterms"] == ["lux"]
            push(stream, speech(0.5) + silence(1.5))
            await told(stream, END)
        end = double.connection.sent[-1]
        assert end["audio_window_end"] == pytest.approx(1.5 + 0.5 + 0.9, abs=0.05)


async def test_each_stream_records_what_it_was_asked_for() -> None:
    async with deepgram_double() as double:
        for plugin in (nova(double, keyterm=["Segue"], language="de"), flux(double)):
            async with listening(plugin) as stream:
                push(stream, speech(0.5) + silence(1.0))
                await told(stream, END)
        first, second = double.connections
        assert isinstance(first, Nova)
        assert isinstance(second, Flux)
        asked = {name: first.params[name] for name in ("model", "language", "keyterm", "endpointing")}
        assert asked == {"model": "nova-3", "language": "de", "keyterm": "Segue", "endpointing": "25"}
        assert second.params["model"] == "flux-general-en"


class Listener(Agent):
    def __init__(self, heard: "asyncio.Queue[str]") -> None:
        super().__init__(instructions="", llm=None, tts=None)
        self._heard = heard

    async def on_user_turn_completed(self, turn_ctx: Any, new_message: Any) -> None:
        self._heard.put_nowait(new_message.text_content)


@pytest.mark.parametrize("plugin", [nova, flux])
async def test_in_a_call_the_recognisers_own_end_of_turn_hands_the_words_on(plugin: Any) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    turns: TurnHandlingOptions = {"turn_detection": "stt", "endpointing": {"min_delay": 0.0, "max_delay": 0.0}}
    async with deepgram_double() as double:
        patience: dict[str, Any] = {"vad": None, "turn_handling": turns, "session_close_transcript_timeout": 0.0}
        async with AgentSession[None](stt=plugin(double), **patience) as session:
            line = LineInput()
            session.input.audio = line
            await session.start(Listener(heard))
            pcm = speech(1.2, SAMPLE_RATE) + silence(2.0, SAMPLE_RATE)
            for start in range(0, len(pcm), FRAME_BYTES):
                line.put(pcm[start : start + FRAME_BYTES])
            assert await heard.get() == SAID
        assert len(double.connections) == 1
