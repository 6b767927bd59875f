"""The rules of a call: `decide(state, event)` gives the next state and what is to be done. They alone hold call policy.

One module a subject. To add a rule, write a function `(state, event) -> Decision` in the module of its subject, and enter
it in the table of `deciding_events.py`; `segue.call.phases` says when its event may come.
"""

from segue.call.rules.table import decide

__all__ = ["decide"]
