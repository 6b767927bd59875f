"""Serves doubles of the clouds until it is told to stop: python -m testbed.providers [PROFILE]

It prints the settings that lead there, so that cloud models and `./segue check` can be tried without a key.
"""

import asyncio
import contextlib
import sys
from pathlib import Path

from agents import team
from segue.profile.load import find, load
from testbed.providers.rehearsing import rehearsing

PROFILES = Path(__file__).resolve().parents[2] / "profiles"


async def serve(name: str) -> None:
    """Serve the profile of that name until cancelled."""
    profile = load(find(PROFILES, name), team(Path("unused.sqlite")).known())
    async with rehearsing(profile) as doubles:
        for setting, value in doubles.env().items():
            print(f"export {setting}={value}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(sys.argv[1] if len(sys.argv) > 1 else "storyteller"))
