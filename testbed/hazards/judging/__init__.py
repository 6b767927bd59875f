"""What a call that was observed is judged to be: pure functions, each of one thing that a hand-off may do to a caller.

To add one, write a `Judge` into the module of its subject, and give it a good and a bad call in its tests.
"""
