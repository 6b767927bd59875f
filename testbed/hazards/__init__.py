"""The hazards of a hand-off, and of a part that fails, played on plain livekit-agents and on Segue: `./segue hazards`.

`rows` are the hazards, as data; `plain` and `ours` play them; `log` sees the same of both, and `judging` says what it
was. docs/handoffs.md and docs/silence.md tell what each is.
"""
