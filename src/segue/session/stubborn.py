"""Tasks that take no notice of being cancelled, ended all the same."""

import asyncio
from typing import Any, Final

OFTEN: Final = 20
"""How many times a coroutine is closed that waits for something on its way out, such as a farewell to a server."""


def end(task: asyncio.Task[Any]) -> None:
    """Close the coroutine of `task` under it, and cancel it: with nothing left to run it can only end."""
    coroutine = task.get_coro()
    if coroutine is not None:
        close(coroutine)
    task.cancel()
    # It ends with an error that is no news: its coroutine was taken from it.
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


def close(coroutine: Any) -> None:
    """Close a coroutine that is not running at this moment, though it may not want to end."""
    for _ in range(OFTEN):
        try:
            coroutine.close()
        except RuntimeError:
            continue  # it waits once more
        except Exception:  # noqa: BLE001  (whatever it raises on its way out, it is out)
            return
        return
