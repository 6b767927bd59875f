"""The browser's half of LiveKit, `livekit-client`: which, where npm is to put it, and where it is kept from then on."""

import contextlib
import hashlib
import shutil
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
LOCK: Final = HERE / "package-lock.json"
BUILT: Final = Path("node_modules/livekit-client/dist/livekit-client.umd.js")
HOW_TO_GET_NPM: Final = (
    "the page needs livekit-client, which npm fetches, and npm was not found; "
    "install Node.js with npm (Debian: apt install npm; macOS: brew install node)"
)
NPM: Final = ("ci", "--ignore-scripts", "--engine-strict=false", "--no-audit", "--no-fund", "--loglevel=error")
"""No package's own script is run. The engine is the browser's: what the others ask of Node is beside the point."""


def kept(cache: Path) -> Path:
    """Where it is kept, of the version that is locked."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    return cache / f"livekit-client-{digest}.js"


def lay_out(folder: Path) -> None:
    """Put there what npm goes by."""
    for name in ("package.json", LOCK.name):
        shutil.copyfile(HERE / name, folder / name)


def take(folder: Path, cache: Path) -> Path:
    """Keep what npm has put into `folder`, whole or not at all, and nothing of older versions. Raises OSError."""
    final = kept(cache)
    half = folder / final.name
    shutil.copyfile(folder / BUILT, half)
    half.replace(final)
    for old in cache.glob("livekit-client-*.js"):
        if old != final:
            with contextlib.suppress(OSError):
                old.unlink()
    return final
