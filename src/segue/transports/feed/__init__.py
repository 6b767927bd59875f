"""What the caller's screen is told of the call, beside the sound: to the caller's participant alone.

`telling.py` makes lines of events, and neither waits nor sends; `numbered.py` keeps them; `sending.py` sends them in
their order; `passing.py` lets through what is said while it is being said; `caller_feed.py` joins all of it to a room.
To tell of something more, add a kind in `telling.py` and to docs/feed.md; whoever changes a kind raises `VERSION`.
"""

from segue.transports.feed.caller_feed import CallerFeed
from segue.transports.feed.numbered import VERSION
from segue.transports.feed.sending import TOPIC

__all__ = ["TOPIC", "VERSION", "CallerFeed"]
