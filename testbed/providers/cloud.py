"""The clouds that one call may reach, OpenAI and Deepgram, and the settings that lead to their doubles."""

import contextlib
from typing import Final, Self

from testbed.providers.deepgram.double import KEY as DEEPGRAM_KEY
from testbed.providers.deepgram.double import DeepgramDouble
from testbed.providers.openai.api import KEY as OPENAI_KEY
from testbed.providers.openai.api import OpenAIServer
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.providers.openai.speech.double import SpeechDouble

KEYS: Final = {"OPENAI_API_KEY": OPENAI_KEY, "DEEPGRAM_API_KEY": DEEPGRAM_KEY}


class CloudDoubles:
    """Served for as long as it is entered. Give each call its own, so that what they keep is about it alone."""

    def __init__(
        self,
        chat: ChatDouble,
        *,
        speech: SpeechDouble | None = None,
        realtime: OpenAIRealtimeDouble | None = None,
        deepgram: DeepgramDouble | None = None,
    ) -> None:
        self.chat = chat
        self.speech = speech or SpeechDouble()
        self.realtime = realtime or OpenAIRealtimeDouble()
        self.deepgram = deepgram or DeepgramDouble()
        self._served = contextlib.AsyncExitStack()

    def env(self, **more: str) -> dict[str, str]:
        """What a user would set to be served by these, and `more`."""
        flux = more.get("SEGUE_DEEPGRAM_MODEL", "").startswith("flux")
        return {
            **KEYS,
            "SEGUE_OPENAI_URL": self.chat.base_url,
            "SEGUE_REALTIME_URL": self.realtime.base_url,
            "SEGUE_DEEPGRAM_URL": self.deepgram.v2_url if flux else self.deepgram.v1_url,
            **more,
        }

    async def __aenter__(self) -> Self:
        for double in (OpenAIServer(self.chat, self.speech), self.realtime, self.deepgram):
            await self._served.enter_async_context(double)
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._served.aclose()
