"""The call itself, as data: events, the one frozen state that they make, and the edges' conditions.

Everything here is pure: no LiveKit, no I/O, no clock (time arrives in events). To add a kind of event, add a frozen
dataclass in `events.py` and its case in `state.py`.
"""
