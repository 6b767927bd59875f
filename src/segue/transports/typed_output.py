"""Where the words of a typed call go: shown as they come, and held up where their speaker is about to be stopped."""

import asyncio
from collections.abc import Callable

from livekit.agents.voice import io

from segue.transports.word_clock import WordClock, spoken_s


class TypedWords(io.TextOutput):
    """Whatever is shown of a call: the agents' words, and lines that are played in their place."""

    def __init__(self, on_text: Callable[[str], None], on_end: Callable[[], None]) -> None:
        super().__init__(label="typed words", next_in_chain=None)
        self._on_text = on_text
        self._on_end = on_end

    async def capture_text(self, text: str) -> None:
        """Show a piece."""
        self._on_text(text)

    def flush(self) -> None:
        """The speech or line is complete, or was cut."""
        self._on_end()


class TypedOutput(io.TextOutput):
    """Receives the agents' words as they come, and holds them up where they are about to be stopped."""

    def __init__(self, clock: WordClock, on_text: Callable[[str], None], on_end: Callable[[], None]) -> None:
        super().__init__(label="typed", next_in_chain=TypedWords(on_text, on_end))
        self._clock = clock
        self._patience_s: float | None = None
        self.due_s: Callable[[], float | None] = lambda: None
        """The second of the call at which the agents are held up for whatever is due then."""
        self.held = asyncio.Event()
        """Set once the patience given by `hold_after` has run out in mid-speech, or something is due."""
        self._go_on = asyncio.Event()

    def hold_after(self, seconds: float) -> None:
        """Hold the agents up so far into what they say next."""
        self._patience_s = seconds
        self.held.clear()
        self._go_on.clear()

    def let_go(self) -> None:
        """Let what is held up go on; what is still to be held up, will be."""
        self.held.clear()
        self._go_on.set()
        self._go_on = asyncio.Event()

    def forget(self) -> None:
        """Hold nothing up any more for the caller, nor what is held up now."""
        self._patience_s = None
        self.let_go()

    @property
    def impatient(self) -> bool:
        """Whether the caller's patience has run out."""
        return self._patience_s is not None and self._patience_s <= 0

    async def capture_text(self, text: str) -> None:
        """Take a piece of an agent's speech; holds it until the interruption that is due has cut it."""
        due_s = self.due_s()
        if self.impatient or (due_s is not None and self._clock() >= due_s):
            self.held.set()
            await self._go_on.wait()  # an interruption cancels this
        took_s = spoken_s(text)
        self._clock.pass_s(took_s)
        if self._patience_s is not None:
            self._patience_s -= took_s
        assert self.next_in_chain is not None, "it was given one"
        await self.next_in_chain.capture_text(text)

    def flush(self) -> None:
        """The speech is complete, or was cut."""
        assert self.next_in_chain is not None, "it was given one"
        self.next_in_chain.flush()
