"""Servers that answer what no server of models does: each is a finding in plain words, and none is waited for long."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest

from segue.models.openai.listing import look_up
from segue.models.trials.bodies import LIMIT_BYTES
from segue.models.trials.findings import ModelKnown, why
from segue.models.trials.service import Finding, Part, Service

JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"


def told(body: bytes, *more: bytes) -> bytes:
    return JSON + b"".join(b"%b\r\n" % line for line in more) + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[Service]:
    """A model at a server that answers every request with these bytes, and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield Service(Part.LLM, "m", url=f"http://127.0.0.1:{port}/v1", url_setting="SEGUE_OPENAI_URL")


async def found(answer: bytes) -> ModelKnown | Finding:
    async with answering(answer) as service, aiohttp.ClientSession() as http:
        return await look_up(http, service)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "it hung up"),
        (b"SSH-2.0-OpenSSH_9\r\n", "it speaks no HTTP"),
        (b"HTTP/1.1 301 Moved\r\nLocation: /v1/models\r\nConnection: close\r\n\r\n", "it redirects in a circle"),
        (b"HTTP/1.1 301 Moved\r\nLocation: http://[bad\r\n\r\n", "it redirects to what is no address"),
        (b"HTTP/1.1 301 Moved\r\nLocation: file:///etc/hosts\r\n\r\n", "it redirects to what is no address"),
        (told(b"garbage", b"Content-Encoding: gzip"), "its answer broke off, or is garbled"),
        (told(b"{")[:-1], "its answer broke off, or is garbled"),
        (PAGE, "answers with a web page, as no server of models does"),
    ],
)
async def test_an_answer_that_is_none_is_told_in_plain_words(answer: bytes, reason: str) -> None:
    finding = await found(answer)
    assert isinstance(finding, Finding)
    assert reason in finding.reason
    assert "SEGUE_OPENAI_URL" in finding.fix


@pytest.mark.parametrize(
    "answer",
    [
        told(b"[" * 100_000),
        told(b'{"data": "\xff\xfe"}'),
        told(b"\xff\xfe", b"Content-Type: application/json; charset=nonsense"),
        told(b'[{"data": 1}]'),
        JSON + b"\r\n" + b" " * (2 * LIMIT_BYTES),
    ],
    ids=["deep", "not UTF-8", "no charset there is", "no list of models", "without end"],
)
async def test_an_answer_that_says_nothing_of_models_leaves_it_to_a_trial(answer: bytes) -> None:
    assert isinstance(await found(answer), ModelKnown)


def _errors(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind, *(each for below in kind.__subclasses__() for each in _errors(below))}


@pytest.mark.parametrize("kind", sorted(_errors(aiohttp.ClientError), key=str))
def test_no_error_of_a_client_is_told_by_its_name(kind: type[Exception]) -> None:
    bare: Callable[..., Exception] = kind.__new__
    assert kind.__name__ not in why(bare(kind))
