"""The wire between a call and LiveKit: how a session is built, what its events mean, and how it is handed over.

`build.py` is the one way to build a session; worker, demo, talk, tests and benches all call it, and `segue.transports`
says what goes in and out. What every agent has in common is in `stage_agent.py`. What a session's event means to the
call belongs into `director.py`, what a command of the rules does to the session into `executor.py`, and neither
decides: that is for `segue.call.rules`. How a hand-off is carried out is in `crossing.py`, what crosses in `ledger.py`.
"""
