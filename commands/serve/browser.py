"""Opens an address in the user's browser, where there is one that does not take this terminal for itself."""

import asyncio
import webbrowser


async def show(address: str) -> None:
    """Open it, or leave it: the address stands on the terminal."""
    await asyncio.to_thread(_open, address)


def _open(address: str) -> None:
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return
    if type(found) is not webbrowser.GenericBrowser:  # as lynx is, which would be waited for
        found.open(address)
