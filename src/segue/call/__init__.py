"""The call itself, as data: events, state, facts and the profile that governs them.

Everything here is pure. It imports no LiveKit, reads no clock (time arrives in events) and does no I/O but reading a
profile's files. To add a kind of event, add a frozen dataclass in `events.py` and its case in `state.py`.
"""
