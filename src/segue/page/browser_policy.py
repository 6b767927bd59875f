"""What every answer tells the browser: where the page's code may come from, and whom it may reach."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import hdrs, web

CLOUD: Final = (".livekit.cloud", ".livekit.run")
"""Where a server's address leads on to others of the same domain."""


def policy(server: str) -> str:
    """The Content-Security-Policy of a page that talks to the LiveKit server at `server`, a `ws` address."""
    address = urlsplit(server)
    web_scheme = "https" if address.scheme == "wss" else "http"
    reached = [f"{scheme}://{address.netloc}" for scheme in (address.scheme, web_scheme)]
    domain = next((each for each in CLOUD if (address.hostname or "").endswith(each)), None)
    reached += [f"wss://*{domain}", f"https://*{domain}"] if domain else []
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "media-src 'self' blob:",
            f"connect-src 'self' {' '.join(reached)}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def says(content_policy: str) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """A handler of the signal `on_response_prepare` that puts it all on an answer."""
    headers = {
        "Content-Security-Policy": content_policy,
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Server": "segue",
    }

    async def say(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(headers)
        response.headers.setdefault(hdrs.CACHE_CONTROL, "no-store")

    return say
