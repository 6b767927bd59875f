"""The understudy: stands in for a language model in rehearsal, and is named for what it is.

`understudy.py` speaks LiveKit's protocol and `view.py` makes a `View` of a chat context. `hearing.py` finds phrases
in words, `catching.py` facts in phrases, `learning.py` what is new in them, `alone.py` takes the English from around
a value. `deciding.py` replies, `narrating.py` tells chapters, `summing_up.py` sums up. To teach it a way of saying
something, add the phrase to `segue/facts/english.yaml`; what is particular to a persona goes into its profile's
`rehearsal.yaml`.
"""

from segue.rehearsal.understudy import Understudy

__all__ = ["Understudy"]
