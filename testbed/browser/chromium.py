"""A Chromium: found here, and in CI installed by Debian's own client; started so that it stays on loopback."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS: Final = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
HOW_TO_GET_ONE: Final = (
    "the page is tested in a Chromium, and none was found: install one "
    "(Debian: apt install chromium; macOS: brew install --cask google-chrome)"
)
FLAGS: Final = (
    "--no-sandbox",  # CI is root, for whom there is none
    "--disable-gpu",
    "--no-first-run",
    # Nothing is looked up, fetched or reported, and media goes over loopback by its plain address.
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
)


def find() -> Path | None:
    """Its binary, from PATH or where macOS keeps it."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path:
        return Path(on_path)
    return ON_MACOS if ON_MACOS.exists() else None


def install() -> Path | None:
    """Have Debian's own client install it; None where that is not for us to do."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0 or os.environ.get("CI") != "true":
        return None
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run([apt, "-qq", *step], check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    return find()


@contextlib.asynccontextmanager
async def running(binary: Path, *flags: str) -> AsyncIterator[Browser]:
    """One that is running, with `flags` besides ours."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            await browser.close()
