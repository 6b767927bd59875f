"""The line: every 20 ms a frame of the agents' sound out and one of the caller's in, both to whoever takes them."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Protocol

from livekit.agents import AgentSession
from livekit.agents.voice import TranscriptSynchronizer

from segue.transports.frames import FRAME_BYTES, FRAME_S, FRAME_SAMPLES
from segue.transports.line_io import LineInput, LineOutput, TextSink

LATE_S = 0.04
"""Two frames: a caller's jitter buffer would have run dry."""
TAIL_S = 0.5
"""How long the line stays open after the last word, as one waits before putting the receiver down."""
GONE_S = 5.0
"""A caller that sends nothing for this long has lost its line. It answers in well under a millisecond."""


class Takes(Protocol):
    """Where both sides of the line go: on record, to a loudspeaker. It must not wait for anything."""

    def add(self, caller: bytes, agents: bytes) -> None: ...
    def close(self) -> None: ...


class Line:
    """One call's audio, 24 kHz mono 16-bit each way, in lock-step: a frame sent, a frame received.

    The agents' side is the clock. A tick that comes late is made up for at once, so no sample is ever moved
    or dropped, and the index of a sample in the recording is the time of the call.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *takers: Takes) -> None:
        self.input = LineInput()
        self.output = LineOutput()
        self.hung_up = asyncio.Event()
        """Set when the caller ended the call, or its process died, or the line broke."""
        self.ticks = 0
        self.underruns = 0
        """Ticks that came more than `LATE_S` late."""
        self.closes = contextlib.AsyncExitStack()
        """Closed when the line ends."""
        self._reader, self._writer, self._takers = reader, writer, takers
        self._ending = False

    @property
    def now_s(self) -> float:
        """The call's time: what was sent and received so far."""
        return self.ticks * FRAME_S

    def hang_up_when_played(self) -> None:
        """Let out what the agents have still to say and `TAIL_S` of silence; then `run` returns."""
        self._ending = True
        self.output.resume()  # what was paused by a session that is gone, nobody else would

    async def run(self) -> None:
        """Carry sound until one side hangs up. Then all that takes it is closed and so is the caller's pipe."""
        loop = asyncio.get_running_loop()
        began, tail = loop.time(), round(TAIL_S / FRAME_S)
        try:
            while tail:
                due = began + self.ticks * FRAME_S
                await asyncio.sleep(max(0.0, due - loop.time()))
                self.underruns += loop.time() - due > LATE_S
                if not await self._tick():
                    self.hung_up.set()
                    return
                tail -= self._ending and self.output.idle
        except BaseException:
            self.hung_up.set()  # or whoever waits for the end of the call would wait for ever
            raise
        finally:
            await self._end()

    async def _tick(self) -> bool:
        """One frame each way; False when the caller is gone."""
        agents = self.output.take(self.ticks * FRAME_SAMPLES)
        self._writer.write(agents)
        try:
            async with asyncio.timeout(GONE_S):
                await self._writer.drain()
                caller = await self._reader.readexactly(FRAME_BYTES)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            return False
        self.ticks += 1
        self.input.put(caller)
        for taker in self._takers:
            taker.add(caller, agents)
        return True

    async def _end(self) -> None:
        for taker in self._takers:
            taker.close()
        self.output.cut()
        self.input.end()
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
        await self.closes.aclose()


def attach(
    session: AgentSession[Any],
    line: Line,
    on_text: Callable[[str], None],
    on_text_end: Callable[[], None] = lambda: None,
) -> None:
    """Make `line` what `session` hears and speaks into; to be called before the session starts.

    `on_text` gets the agents' words as they become audible, piece by piece, and `on_text_end` the end of each
    stretch. Of what was interrupted, the session's history keeps only the words that were heard. When the
    session closes, the line plays out what is left and hangs up.
    """
    in_step = TranscriptSynchronizer(next_in_chain_audio=line.output, next_in_chain_text=TextSink(on_text, on_text_end))
    line.closes.push_async_callback(in_step.aclose)
    session.input.audio = line.input
    session.output.audio = in_step.audio_output
    session.output.transcription = in_step.text_output
    session.on("close", lambda _: line.hang_up_when_played())
