"""Tries the models of this machine: half a second of silence is written down, one syllable spoken."""

import aiohttp

from segue.models.stage_models import StageModels
from segue.models.trials.asking import listen, speak, used
from segue.models.trials.findings import ModelKnown
from segue.models.trials.service import Cell, Finding, Service


async def try_recognition(_: aiohttp.ClientSession, service: Service, models: StageModels) -> Finding:
    """Have silence written down."""
    return await used(service, ModelKnown(Cell.NEEDLESS), listen(models.stt))


async def try_synthesis(_: aiohttp.ClientSession, service: Service, models: StageModels) -> Finding:
    """Have one syllable spoken."""
    return await used(service, ModelKnown(Cell.NEEDLESS), speak(models.tts))
