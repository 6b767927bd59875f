"""The wire between a call and LiveKit: how a session is built, what its events mean, and where its sound goes.

`build.py` is the one way to build a session; worker, demo, talk, tests and benches all call it. What differs is what
goes in and out: `room.py` (a LiveKit room), `line.py` (frames), `typed.py` (text). A new way in or out is one more
such module.
"""
