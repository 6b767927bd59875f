"""Tries a speech server of one's own with half a second of silence, which is to be written down."""

import aiohttp

from segue.models.openai.listing import look_up
from segue.models.openai_compatible.transcribing import write_down
from segue.models.stage_models import StageModels
from segue.models.trials.asking import used
from segue.models.trials.service import Cell, Finding, Service


async def try_transcription(http: aiohttp.ClientSession, service: Service, _: StageModels | None = None) -> Finding:
    """Have silence written down."""
    known = await look_up(http, service)
    return known if isinstance(known, Finding) else await used(service, known, _written(http, service))


async def _written(http: aiohttp.ClientSession, service: Service) -> Cell:
    await write_down(http, service)
    return Cell.NEEDLESS
