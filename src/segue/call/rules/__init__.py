"""The rules of a call: `decide(state, event)` gives the next state and what is to be done. They alone hold call policy.

One module a subject. To add a rule, write a function `(state, event) -> Decision` in the module of its subject, and
enter it in `by_event.py`; `segue.call.phases` says when its event may come.
"""

from typing import Final

from segue.call.rules.by_event import decide
from segue.call.rules.talking import may_answer

__all__ = ["VERSION", "decide", "may_answer"]

VERSION: Final = 2
"""Raised by one whenever `decide` makes something else of the same events: a journal says which rules have decided it,
and a replay by other ones need not come to the same."""
