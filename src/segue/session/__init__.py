"""The wire between a call and LiveKit: how a session is built, what its events mean, and how it is handed over.

`build.py` is the one way to build a session; worker, demo, talk, tests and benches all call it, and `segue.transports`
says what goes in and out. What every agent has in common is in `stage_agent.py`; what a session's event means to the
call belongs into `director.py`.
"""
