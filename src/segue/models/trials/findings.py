"""What an answer, or the lack of one, says of a service: in one line, with the fix, and never with a key."""

import os
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from livekit.agents import APIConnectionError, APIError, APIStatusError, APITimeoutError

from segue.models.trials.service import Cell, Finding, Part, Service

REACHED_WITHIN_S: Final = 5.0
"""For a connection."""
LONGEST: Final = 160
"""Characters of a provider's own words."""
REFUSED_KEY: Final = frozenset({401})
TRIALS: Final = {
    Part.LLM: "one token",
    Part.TTS: "one syllable",
    Part.STT: "half a second of silence",
    Part.REALTIME: "one answer",
}


_HAPPENED: Final = (
    (aiohttp.ServerDisconnectedError, "it hung up"),
    (aiohttp.ClientPayloadError, "its answer broke off, or is garbled"),
    (aiohttp.TooManyRedirects, "it redirects in a circle"),
    (aiohttp.RedirectClientError, "it redirects to what is no address"),
    (aiohttp.ClientResponseError, "it speaks no HTTP"),
)


@dataclass(frozen=True, slots=True)
class ModelKnown:
    """Whether the endpoint has the model, and which it has instead."""

    known: Cell
    others: tuple[str, ...] = ()


def found(service: Service, known: ModelKnown) -> Finding:
    """It works. A server that lists its models but takes any name is one that works too."""
    key = Cell.YES if service.key_setting else Cell.NEEDLESS
    reachable = Cell.NEEDLESS if service.here else Cell.YES
    return Finding(service, key, reachable, known.known, Cell.YES)


def unreachable(service: Service, why: str) -> Finding:
    """Nobody is there."""
    fix = f"start the server, or fix {service.url_setting} (see .env.example)"
    key = Cell.YES if service.key_setting else Cell.NEEDLESS
    no, untried = Cell.NO, Cell.UNTRIED
    return Finding(service, key, no, untried, untried, f"no answer from {address(service)} ({why})", fix)


def shut(service: Service, status: int) -> Finding:
    """Somebody is there, but opens no WebSocket."""
    key, no, untried = Cell.YES if service.key_setting else Cell.NEEDLESS, Cell.NO, Cell.UNTRIED
    reason = f"{address(service)} opens no connection at this address (HTTP {status})"
    return Finding(service, key, Cell.YES, untried, no, reason, f"fix {service.url_setting}, or try again later")


def no_interface(service: Service) -> Finding:
    """Somebody is there, but for people."""
    key, no, untried = Cell.YES if service.key_setting else Cell.NEEDLESS, Cell.NO, Cell.UNTRIED
    reason = f"{address(service)} answers with a web page, as no server of models does"
    fix = f"fix {service.url_setting}: such an address often ends in /v1"
    return Finding(service, key, Cell.YES, untried, no, reason, fix)


def refused(service: Service, status: int) -> Finding:
    """The key is not taken. The provider's words are left out: they show the ends of the key."""
    name = service.key_setting or service.own_key_setting
    fix = f"set {name} to a key that this endpoint takes" if name else f"let {address(service)} be used without a key"
    answers = (Cell.NO, Cell.YES, Cell.UNTRIED, Cell.NO)
    return Finding(service, *answers, f"{address(service)} refuses the key (HTTP {status})", fix)


def unknown(service: Service, known: ModelKnown) -> Finding:
    """There is no such model."""
    near = get_close_matches(service.model, known.others, n=3, cutoff=0.5)
    which = f", such as {', '.join(near)}" if near else ""
    key = Cell.YES if service.key_setting else Cell.NEEDLESS
    answers = (key, Cell.YES, Cell.NO, Cell.NO)
    fix = f"set {service.model_setting} to a model that it has{which}"
    return Finding(service, *answers, f"{address(service)} has no model {service.model!r}", fix)


def failed(service: Service, known: ModelKnown, error: Exception) -> Finding:
    """The trial went wrong."""
    status = error.status_code if isinstance(error, APIStatusError) else None
    if status in REFUSED_KEY:
        return refused(service, status)
    if known.known is Cell.NO and status in {400, 404}:
        return unknown(service, known)
    what = TRIALS[service.part]
    if isinstance(error, APITimeoutError | TimeoutError):
        why, fix = f"{what} did not come in time", "try again; if it stays so, take another model or server"
    elif isinstance(error, APIConnectionError):
        why, fix = (
            f"{what} did not come: {said(service, error)}",
            f"see the server's log, or fix {service.url_setting}",
        )
    elif status == 404:
        why, fix = (
            f"{what} was refused: {said(service, error)}",
            f"fix {service.url_setting} or {settings_of(service)}",
        )
    else:
        why, fix = f"{what} was refused: {said(service, error)}", f"fix {settings_of(service)}"
    return replace(found(service, known), trial=Cell.NO, reason=why, fix=fix)


def said(service: Service, error: object) -> str:
    """The provider's words in one line, short, without the key."""
    body = error.body if isinstance(error, APIError) else None
    inner = body.get("error", body) if isinstance(body, dict) else None
    words = inner.get("message") if isinstance(inner, dict) else None
    text = str(words or (error.message if isinstance(error, APIError) else error))
    text = " ".join((text.replace(service.key, "…") if service.key else text).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def why(error: Exception) -> str:
    """Why nobody answered, in a few words."""
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "no such host"
    if isinstance(error, aiohttp.ClientSSLError):
        return "its certificate is not trusted, or it speaks no TLS"
    if isinstance(error, OSError) and error.errno and error.errno > 0:
        return os.strerror(error.errno).lower()
    return next((words for kind, words in _HAPPENED if isinstance(error, kind)), "no connection")


def settings_of(service: Service) -> str:
    """The settings that a refusal may be about."""
    names = (service.model_setting, service.voice_setting if service.voice else "")
    return " or ".join(name for name in names if name)


def address(service: Service) -> str:
    """Host and port, for people."""
    return urlsplit(service.url).netloc
