"""`./segue room`: a page to talk to the agents through, with server, worker and all, on this machine."""

import argparse
import asyncio
import contextlib
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from agents import team
from commands.books import fresh_books
from commands.flags import add_models, add_profile, said
from commands.play.logs import log
from commands.serve.browser import show
from commands.serve.child_process import ProcessFailed
from commands.serve.installing import lacking
from commands.serve.loopback import CACHE
from commands.serve.opening import BUILT_WITHIN_S, Opening, own_access, ready
from commands.serve.processes import Processes
from segue.page.rooms import Unreachable, close
from segue.page.routes import Page
from segue.page.serving import PortTaken, listening, serving
from segue.page.tokens import LiveKitAccess
from segue.profile.load import find, load
from segue.profile.model import Profile
from segue.profile.playing import SetName
from segue.profile.yaml.problems import Unreadable
from segue.settings import Misconfigured, Settings, environment

PORT = 8090


def main(argv: Sequence[str]) -> int:
    """Serve until Ctrl-C, or until a part ends by itself; 1 then, 2 where something is missing or can't be read."""
    asked = _arguments(argv)
    log()
    try:
        given = {"SEGUE_MODELS": SetName.REHEARSAL, **said(asked)}
        settings = Settings.from_environment(given)
        profile = load(find(settings.profiles_dir, settings.profile), team().known())
        if missing := [*_unreachable(settings), *lacking(CACHE, server=not settings.livekit_url)]:
            raise Misconfigured(missing)
        with fresh_books() as books, listening(asked.port) as at:
            return asyncio.run(_run(asked, settings, profile, books, at))
    except (Unreadable, Misconfigured, PortTaken) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except ProcessFailed as failed:
        print(f"segue: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


async def _run(asked: argparse.Namespace, settings: Settings, profile: Profile, books: Path, at: socket.socket) -> int:
    local = not settings.livekit_url
    access = own_access() if local else _access(settings)
    worker = None if asked.no_worker else _worker_environment(asked, access, books, local=local)
    logs = CACHE / "room" / str(at.getsockname()[1])
    logs.mkdir(parents=True, exist_ok=True)
    async with Processes(logs) as processes:
        client = await processes.while_all_last(ready(processes, Opening(access, CACHE, local, worker)))
        page = Page(
            access,
            settings.agent_name,
            profile,
            asked.models or SetName.REHEARSAL,
            client,
            allowed=frozenset(asked.origins),
        )
        async with serving(page, at) as address:
            print(f"{profile.title}: {address}\n(Ctrl-C ends it; what is going on is written to {logs})", flush=True)
            if not asked.no_open:
                await show(address)
            try:
                await processes.last()
            finally:
                with contextlib.suppress(Unreachable):
                    await close(access, page.minted)
    return 0


def _worker_environment(
    asked: argparse.Namespace, access: LiveKitAccess, books: Path, *, local: bool
) -> dict[str, str]:
    always = {
        "LIVEKIT_URL": access.url,
        "LIVEKIT_API_KEY": access.key,
        "LIVEKIT_API_SECRET": access.secret,
        "SEGUE_MODELS": SetName.REHEARSAL,
        "SEGUE_HEALTH_HOST": "127.0.0.1",
        "SEGUE_HEALTH_PORT": "0",
        **said(asked),
    }
    if local:
        always["SEGUE_CONNECT_WITHIN_S"] = str(BUILT_WITHIN_S)
    if not asked.models:
        always["SEGUE_BACKUP"] = "none"  # a rehearsal by itself, as ./segue demo plays it
    usual = {"SEGUE_STORE": str(books), "SEGUE_RECORD": "on", "SEGUE_MAX_CALLS": "8"}
    return environment(always, usual)


def _access(settings: Settings) -> LiveKitAccess:
    return LiveKitAccess(settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret)


def _unreachable(settings: Settings) -> list[str]:
    """What is not known of a server that is not ours to start."""
    return Settings.server_missing() if settings.livekit_url else []


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue room",
        description="Talk to the agents in a browser: starts a LiveKit server, a worker and a page on this machine, "
        "and ends them together. With LIVEKIT_URL set it is that server's page. Exits with 1: a part ended, 2: "
        "something is missing or can't be read, 130: Ctrl-C.",
    )
    add_profile(parser)
    add_models(
        parser, "rehearsal (the default, which needs nothing), local, cloud, or a mixture such as local,story=cloud"
    )
    parser.add_argument(
        "--port", type=_port, default=PORT, help="the page's (default: %(default)s; 0: any that is free)"
    )
    parser.add_argument("--no-open", action="store_true", help="print the address, and open no browser")
    parser.add_argument("--no-worker", action="store_true", help="a worker of yours is there already")
    parser.add_argument(
        "--allow-origin",
        dest="origins",
        type=_origin,
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let pages from there ask for tokens, such as http://localhost:3000; may be given again",
    )
    return parser.parse_args(argv)


def _port(given: str) -> int:
    if not given.isdecimal() or int(given) > 65535:
        raise argparse.ArgumentTypeError(f"{given!r} is no port")
    return int(given)


def _origin(given: str) -> str:
    parts = urlsplit(given.lower())
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or given.lower() != f"{parts.scheme}://{parts.netloc}"
    ):
        raise argparse.ArgumentTypeError(f"{given!r} is no origin, such as https://playground.example.com")
    return given.lower()
