"""The desks a profile may name, and where they keep their books.

To add one, write a class with the two methods of `Desk` in a module of its own, and enter in `DESKS` what makes it for a
call: that is given the SQLite file of the desks that outlive a call, and the call.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from segue.call.call import Call
from segue.session.desk import Desk
from tools.appointments import Appointments
from tools.wishes import Wishes

DESKS: Mapping[str, Callable[[Path, Call], Desk]] = {
    "appointments": lambda store, call: Appointments(store, times=[*call.profile.facts["time"].choices]),
    "wishes": lambda store, call: Wishes(),
}


def desks(store: Path) -> Mapping[str, Callable[[Call], Desk]]:
    """Every desk by name, with `store` as the file of those that outlive a call."""
    return {name: partial(make, store) for name, make in DESKS.items()}
