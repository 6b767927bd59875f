"""OpenAI's chat models, on Azure too."""

from typing import Any

from livekit.agents import llm
from livekit.plugins import openai

from segue.models.openai.settings import OPENAI, OpenAISettings


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
        base_url=settings.base_url or OPENAI,
        parallel_tool_calls=False,
    )
