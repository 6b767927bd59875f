"""Nobody waits in silence: each part with each fault, in each set, at each phase of a call, as one table.

    python -m tests.sweeps.silence [WORDS]            the cells that break a promise, a line each
    python -m tests.sweeps.silence [WORDS] --table    each cell, with the longest silence
    python -m tests.sweeps.silence WORDS --play       calls, with their seconds

`cells` says which there are and which can't be, `calls` plays one, `waiting` tells how long the caller waited, and
`promises_kept` what of the four promises was not kept.
"""
