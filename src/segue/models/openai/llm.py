"""OpenAI's chat models, on Azure too."""

from typing import Any

from livekit.agents import llm
from livekit.plugins import openai
from livekit.plugins.openai.realtime.realtime_model import OPENAI_BASE_URL

from segue.models.openai.settings import OpenAISettings


def chat_model(settings: OpenAISettings) -> llm.LLM[Any]:
    """One that calls one tool at a time: two hand-offs in one turn would cancel each other."""
    if settings.azure_endpoint:
        return openai.LLM.with_azure(
            model=settings.llm,
            azure_deployment=settings.llm,
            azure_endpoint=settings.azure_endpoint,
            api_version=settings.azure_api_version,
            api_key=settings.api_key,
            parallel_tool_calls=False,
        )
    return openai.LLM(
        model=settings.llm,
        api_key=settings.api_key,
        # Else OPENAI_BASE_URL of the environment would decide, which is no setting of ours.
        base_url=settings.base_url or OPENAI_BASE_URL,
        parallel_tool_calls=False,
    )
