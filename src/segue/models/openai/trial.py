"""Tries OpenAI's chat and speech, and Azure's: whether the model is known, then one token or one syllable."""

import aiohttp

from segue.models.openai.listing import look_up, reach
from segue.models.stage_models import StageModels
from segue.models.trials.asking import ask, speak, used
from segue.models.trials.service import Finding, Service


async def try_chat(http: aiohttp.ClientSession, service: Service, models: StageModels) -> Finding:
    """Have one token written, or a tool called."""
    known = await look_up(http, service)
    return known if isinstance(known, Finding) else await used(service, known, ask(models.llm, service.first_token_s))


async def try_speech(http: aiohttp.ClientSession, service: Service, models: StageModels) -> Finding:
    """Have one syllable spoken."""
    known = await look_up(http, service)
    return known if isinstance(known, Finding) else await used(service, known, speak(models.tts))


async def try_azure_chat(http: aiohttp.ClientSession, service: Service, models: StageModels) -> Finding:
    """As `try_chat`, of a deployment, which can't be looked up."""
    known = await reach(http, service)
    return known if isinstance(known, Finding) else await used(service, known, ask(models.llm, service.first_token_s))


async def try_azure_speech(http: aiohttp.ClientSession, service: Service, models: StageModels) -> Finding:
    """As `try_speech`, of a deployment, which can't be looked up."""
    known = await reach(http, service)
    return known if isinstance(known, Finding) else await used(service, known, speak(models.tts))
