"""Asks an OpenAI-compatible endpoint whether it is there, takes the key and has the model."""

import json
from typing import Final
from urllib.parse import quote

import aiohttp

from segue.models.trials.bodies import body
from segue.models.trials.findings import (
    REACHED_WITHIN_S,
    REFUSED_KEY,
    ModelKnown,
    no_interface,
    refused,
    unreachable,
    why,
)
from segue.models.trials.service import Cell, Finding, Service

PAGE: Final = object()
"""What is told by a server for people."""


async def look_up(http: aiohttp.ClientSession, service: Service) -> ModelKnown | Finding:
    """Whether it has the model; a finding where that can't be told because nobody is there, or the key is refused.

    Servers of one's own may have neither path: then only a trial can tell.
    """
    try:
        status, told = await _get(http, service, f"/models/{quote(service.model, safe='')}")
        if told is PAGE:
            return no_interface(service)
        if status == 200:
            return ModelKnown(Cell.YES)
        if status in REFUSED_KEY:
            return refused(service, status)
        return await _in_the_list(http, service)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return unreachable(service, why(error))


async def reach(http: aiohttp.ClientSession, service: Service) -> ModelKnown | Finding:
    """Whether anybody is there, which is all that Azure tells without a trial; a finding where nobody is."""
    try:
        async with http.get(service.url, timeout=_within()):
            return ModelKnown(Cell.UNTRIED)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return unreachable(service, why(error))


async def _in_the_list(http: aiohttp.ClientSession, service: Service) -> ModelKnown | Finding:
    status, told = await _get(http, service, "/models")
    if status in REFUSED_KEY:
        return refused(service, status)
    data = told.get("data") if isinstance(told, dict) else None
    if status != 200 or not isinstance(data, list):
        return ModelKnown(Cell.UNTRIED)
    names = tuple(str(one.get("id")) for one in data if isinstance(one, dict))
    return ModelKnown(Cell.YES if service.model in names else Cell.NO, names)


async def _get(http: aiohttp.ClientSession, service: Service, path: str) -> tuple[int, object]:
    headers = {"Authorization": f"Bearer {service.key}"} if service.key else {}
    async with http.get(service.url.rstrip("/") + path, headers=headers, timeout=_within()) as response:
        if response.status == 200 and response.content_type == "text/html":
            return response.status, PAGE
        try:
            return response.status, json.loads(await body(response))
        except (ValueError, RecursionError):
            return response.status, None


def _within() -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=REACHED_WITHIN_S)
