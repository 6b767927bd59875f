"""OpenAI's realtime API as it lets nobody in, and the model that each side would have: spoken to by the real plugin.

This needs true sockets, and so true time.
"""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from livekit.agents import llm
from livekit.agents.utils import http_context
from livekit.plugins import openai

from segue.models.openai.provider import OpenAI
from segue.models.openai.settings import OpenAISettings
from testbed.providers.openai.api import KEY
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble

UNAVAILABLE: Final = 503


@contextlib.asynccontextmanager
async def refusing() -> AsyncIterator[str]:
    """Where it is found, for as long as this is entered."""
    async with OpenAIRealtimeDouble() as double, http_context.open():
        double.refuses = UNAVAILABLE
        yield double.base_url


def plain_model(base_url: str) -> llm.RealtimeModel:
    """As the library's documentation makes one."""
    return openai.realtime.RealtimeModel(base_url=base_url, api_key=KEY)


def our_model(base_url: str) -> llm.RealtimeModel:
    """As a stage of Segue's has it."""
    settings = OpenAISettings(api_key=KEY, realtime_base_url=base_url)
    return OpenAI(settings).realtime("low", text_only=False)
