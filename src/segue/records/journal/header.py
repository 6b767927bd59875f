"""The first line of a journal: what the call begins with, and how to read the rest."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, Final, get_type_hints

from pydantic import TypeAdapter

from segue import __version__
from segue.call import rules
from segue.call.call import Call
from segue.call.events import PERSONAL
from segue.call.plan import Plan
from segue.profile.model import Profile
from segue.records.journal.contents import Header
from segue.records.journal.in_json import plain
from segue.records.journal.kinds import COMMANDS, EVENTS
from segue.records.journal.sealed import Record

SCHEMA: Final = 1
"""Raised by one whenever a line is written otherwise."""
_PLAN: Final = TypeAdapter(Plan)
_TEXT: Final = TypeAdapter(str)
_TEXTS: Final = TypeAdapter(dict[str, str])


def header(call: Call) -> Record:
    """The first line of the journal of `call`, which is about to begin."""
    return {
        "n": 0,
        "kind": "journal",
        "schema": SCHEMA,
        "call": call.call_id,
        "began": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "wall_s": round(time.time(), 3),
        "profile": call.profile.name,
        "profile_digest": digest(call.profile),
        "plan": plain(call.state.plan),
        "facts": call.state.known(),
        "rules": rules.VERSION,
        "software": {"segue": __version__, "livekit-agents": version("livekit-agents")},
        "personal": personal_fields(),
    }


def read_header(record: Record) -> Header:
    """The same as it was. Raises `ValueError`, `KeyError` or `TypeError` where it is not one of ours."""
    plan = _PLAN.validate_python(record["plan"])
    return Header(
        schema=record["schema"],
        call_id=_TEXT.validate_python(record["call"]),
        began=datetime.fromisoformat(record["began"]),
        profile=_TEXT.validate_python(record["profile"]),
        profile_digest=_TEXT.validate_python(record["profile_digest"]),
        plan=replace(plan, needs=MappingProxyType(dict(plan.needs)), asks=MappingProxyType(dict(plan.asks))),
        facts=MappingProxyType(_TEXTS.validate_python(record["facts"])),
        rules=int(record["rules"]),
        software=_TEXTS.validate_python(record["software"]),
        redacted=bool(record.get("redacted")),
    )


def digest(profile: Profile) -> str:
    """Of all that a profile says: the YAML, the Markdown and the rehearsal."""
    whole = {
        "profile": profile.model_dump(mode="json"),
        "texts": profile.texts,
        "rehearsal": profile.rehearsal.model_dump(mode="json") if profile.rehearsal else None,
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def personal_fields() -> Mapping[str, list[str]]:
    """Which fields of events and commands are personal, by their names here, for whoever reads without our code."""
    marked = {name: _marked(kind) for name, kind in (*EVENTS.items(), *COMMANDS.items())}
    return {name: found for name, found in marked.items() if found}


def _marked(kind: type[Any]) -> list[str]:
    hints = get_type_hints(kind, include_extras=True)
    return [field.name for field in fields(kind) if PERSONAL in getattr(hints[field.name], "__metadata__", ())]
