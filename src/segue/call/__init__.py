"""The call itself, pure: events, the one frozen state that they make, and the rules that decide what follows from them.

No LiveKit, no I/O, no clock: time arrives in events, and what is to be done leaves as commands, which are data.
`events/` says what can happen, `phases.py` when it may, `rules/` what comes of it, `commands.py` what can be wanted.
"""
