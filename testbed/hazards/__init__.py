"""The hazards of a hand-off, played live on plain livekit-agents and on Segue: what `./segue hazards` runs.

`rows` are the hazards, as data; `plain` and `ours` play them; `log` sees the same of both, and `judging` says what it
was. docs/handoffs.md tells what each is.
"""
