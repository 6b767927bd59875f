"""Nobody waits in silence: each part with each fault, in each set, at each phase of a call, as one table.

    python -m tests.sweeps.silence --table        what was heard of each cell
    python -m tests.sweeps.silence --holes        the cells that break a promise, a line each
    python -m tests.sweeps.silence --play NAME    one call, with its seconds

`cells` says which there are and which can't be, `calls` plays one, `waiting` tells how long the caller waited, and
`promises_kept` what of the four promises was not kept.
"""
