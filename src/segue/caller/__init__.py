"""The scripted caller: someone who rings in, listens, and says the lines of a file.

It is a process of its own (`python -m segue.caller`) that shares nothing with the agents' side but frames of
sound. Only this package and the command that starts it read a caller file's `expect`. It imports no
livekit.agents, so it is ready soon.

To add a kind of line, add its model to `script.py` and its moment to `turns.py`.
"""
