"""Where sound and words come from and go to: a LiveKit room, a line of frames, typed text.

A transport carries and decides nothing. To add one, write a module that sets the session's input and output, or its
room options, and let whoever starts the session use it.
"""
