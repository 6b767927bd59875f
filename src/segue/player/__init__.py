"""Whole calls on one machine, without a room: by voice on a line, or typed; who watches is up to the one who plays.

To add a way to play a call, write a module that builds its session with `segue.session.build`, as all others do.
"""
