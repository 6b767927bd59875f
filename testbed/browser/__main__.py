"""`python -m testbed.browser`: have ready what the page's tests need besides Python, and say where it is."""

import asyncio
import sys

from commands.serve.child_process import ProcessFailed
from testbed.browser import axe, chromium
from testbed.browser.served import fetch_client


def main() -> None:
    """Find or fetch all of it."""
    print(chromium.find() or chromium.install() or chromium.HOW_TO_GET_ONE)
    print(axe.find() or axe.install() or axe.HOW_TO_GET_IT)
    try:
        print(asyncio.run(fetch_client()))
    except (ProcessFailed, OSError) as failed:
        print(failed)


if __name__ == "__main__":
    main()
    # Whether something's absence is a failure is for the tests to say.
    sys.exit(0)
