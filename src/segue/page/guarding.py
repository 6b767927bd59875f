"""Who may ask: by our own name, from our own page or one that is allowed; and errors as JSON with one line."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

logger = logging.getLogger("segue.page")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SAID: Final = {
    400: "the request can't be read",
    404: "there is no such page",
    405: "that is asked in another way",
    413: "the request is too large",
}
FAILED: Final = "something went wrong here; the terminal that ./segue room runs in says more"


def own_hosts(port: int) -> frozenset[str]:
    """The `Host`s that lead here. Another is a name that somebody has made to lead to this machine."""
    suffixes = [f":{port}", ""] if port == 80 else [f":{port}"]
    return frozenset(f"{name}{suffix}" for name in ("127.0.0.1", "localhost") for suffix in suffixes)


def guard(hosts: Collection[str], allowed: Collection[str]) -> Middleware:
    """Turns away who comes by another name, and pages from elsewhere but for those of `allowed` origins."""
    own = {f"http://{host}" for host in hosts}

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        named = request.headers.getall(hdrs.HOST, [])
        if len(named) != 1 or named[0].lower() not in hosts:
            return refusal(403, "this is not the name that the page is served by")
        origins = set(request.headers.getall(hdrs.ORIGIN, []))
        if origins <= own:
            return await handler(request)
        if len(origins) > 1 or not origins <= set(allowed):
            return refusal(403, "pages of another origin may not ask here; --allow-origin permits one")
        answer = _preflight(request) if request.method == hdrs.METH_OPTIONS else await handler(request)
        answer.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origins.pop()
        answer.headers[hdrs.VARY] = hdrs.ORIGIN
        return answer

    return middleware


def plainly() -> Middleware:
    """Turns whatever goes wrong into JSON with one line, which repeats nothing of what was asked."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as told:
            allow = {"Allow": told.headers[hdrs.ALLOW]} if hdrs.ALLOW in told.headers else {}
            return refusal(told.status, SAID.get(told.status, FAILED), allow)
        except Exception as error:  # noqa: BLE001  (a browser gets no traceback, whatever it was)
            logger.error("a request failed", extra={"path": request.path, "error": type(error).__name__})
            return refusal(500, FAILED)

    return middleware


def _preflight(request: web.Request) -> web.Response:
    """What a browser asks before it lets a page of another origin ask; whether there is such a page it finds out."""
    permitted = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "600",
    }
    if "Access-Control-Request-Private-Network" in request.headers:
        permitted["Access-Control-Allow-Private-Network"] = "true"
    return web.Response(status=204, headers=permitted)


def refusal(status: int, line: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """An error as every client of ours reads it."""
    return web.json_response({"error": line}, status=status, headers=headers)
