"""The understudy: stands in for a language model in rehearsal, and is named for what it is.

`llm.py` speaks LiveKit's protocol and `reading.py` makes a `View` of a chat context. `hearing.py` finds
phrases in words, `catching.py` facts in phrases, `learning.py` what is new in them. `deciding.py` replies,
`narrating.py` tells chapters. To teach it a way of saying something, add the phrase to `english.yaml`;
what is particular to a persona goes into its profile's `rehearsal`.
"""

from segue.rehearsal.understudy import Understudy

__all__ = ["Understudy"]
