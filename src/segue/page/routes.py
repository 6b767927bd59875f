"""What is answered at which path: the site's files from a fixed table, the profile, and tokens."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from segue.page.allowance import Allowance
from segue.page.browser_policy import policy, says
from segue.page.guarding import guard, own_hosts, plainly, refusal
from segue.page.rooms import Unreachable, is_there
from segue.page.token_request import BadRequest, TokenRequest
from segue.page.tokens import LiveKitAccess, RoomPlace, admit, admit_again, knows_secret, resume_secret
from segue.profile.model import Profile
from segue.profile.outline import outline

SITE: Final = Path(__file__).parent / "site"
FILES: Final = {
    "/": ("index.html", "text/html"),
    "/page.js": ("page.js", "text/javascript"),
    "/page.css": ("page.css", "text/css"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
CLIENT: Final = "/livekit-client.js"
LARGEST_BYTES: Final = 16 * 1024
"""Of a request; what a client asks for takes hundreds."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is served, and to whom."""

    access: LiveKitAccess
    agent_name: str
    profile: Profile
    models: str
    """The set's name, for the page to show."""
    client: Path
    """`livekit-client`, in one file."""
    site: Path = SITE
    allowed: frozenset[str] = frozenset()
    """Origins of other pages that may ask too."""
    allowance: Callable[[], Allowance] = lambda: Allowance(at_once=30, per_s=1)
    """How often tokens may be asked for."""
    minted: set[str] = field(default_factory=set)
    """The rooms that callers were admitted to."""


def application(page: Page, port: int) -> web.Application:
    """The whole server, to be bound to `port` of loopback."""
    middlewares = [guard(own_hosts(port), page.allowed), plainly()]
    app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BYTES)
    app.on_response_prepare.append(says(policy(page.access.client_url)))
    for path, (name, kind) in FILES.items():
        app.router.add_get(path, _file(page.site / name, kind))
    app.router.add_get(CLIENT, _file(page.client, "text/javascript"))
    app.router.add_get("/api/profile", _profile(page))
    app.router.add_post("/api/token", _token(page))
    return app


Answer = Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]


def _file(path: Path, kind: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-cache"}
        return web.FileResponse(path, headers=headers)

    return answer


def _profile(page: Page) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response({**outline(page.profile), "models": page.models})

    return answer


def _token(page: Page) -> Answer:
    allowance = page.allowance()

    async def answer(request: web.Request) -> web.StreamResponse:
        if wait_s := allowance.wait_s():
            line = f"too many calls were asked for; try again in {wait_s} s"
            return refusal(429, line, {"Retry-After": str(wait_s)})
        try:
            asked = TokenRequest.read(await request.read(), page.agent_name)
        except BadRequest as bad:
            return refusal(400, str(bad))
        return await _again(page, asked) if asked.resume_secret else _anew(page, asked)

    return answer


def _anew(page: Page, asked: TokenRequest) -> web.Response:
    place = RoomPlace.fresh()
    page.minted.add(place.room)
    name = asked.participant_name or ""
    token = admit(page.access, place, name, agent_name=page.agent_name, profile=page.profile.name)
    return _admitted(page, place, token)


async def _again(page: Page, asked: TokenRequest) -> web.Response:
    place = RoomPlace(asked.room_name or "", asked.participant_identity or "")
    if not knows_secret(page.access, place, asked.resume_secret or ""):
        return refusal(403, "that is not the secret of this call")
    try:
        there = await is_there(page.access, place.room)
    except Unreachable:
        return refusal(503, "the LiveKit server does not answer")
    if not there:
        return refusal(410, "that call is over")
    return _admitted(page, place, admit_again(page.access, place, asked.participant_name or ""))


def _admitted(page: Page, place: RoomPlace, token: str) -> web.Response:
    told = {
        "server_url": page.access.client_url,
        "participant_token": token,
        "room_name": place.room,
        "participant_identity": place.identity,
        "resume_secret": resume_secret(page.access, place),
    }
    return web.json_response(told, status=201)
