"""This machine's loudspeaker and microphone: a call played aloud, and a person as its caller.

Whatever plays or listens is a process of its own: a device that stalls, crashes or goes away takes no call with it.
For another player add a line to `players.py`.
"""
