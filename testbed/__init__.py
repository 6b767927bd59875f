"""What stands in for the world around a call, on this machine alone: for our tests, for benches, for tests of your own.

`providers` are doubles of the clouds: servers that speak the real protocols to the real plugins. `livekit_server` and
`llama` are real servers, and `half_open` a network before any of them whose far end is gone without a word. `room` is a
worker as a user starts it, and a caller who meets it in a room. `overheard` listens to recordings with another
recogniser than ours. `fakes` are models and both ends of a line whose sound carries words, and `virtual_time` a loop
that waits for nobody; `hazards` plays with both what befalls a caller at a hand-off, on plain livekit-agents and on
Segue. Calls without a room, and a language model that says what a test wrote for it, are in `segue.testing`.

To add one: a module, or a package for what has a protocol of its own, that works without pytest, reaches no further
than loopback and leaves nothing running; what only one test needs stays with that test. It may import all that ships,
and nothing of tests or benches. Its own tests go to `tests/testbed`.
"""
