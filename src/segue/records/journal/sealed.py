"""One line of a journal: an object of JSON with a checksum of its own bytes at its end."""

import json
from hashlib import blake2b
from typing import Any, Final, TypeAlias

Record: TypeAlias = dict[str, Any]

_SUM: Final = b',"sum":"'
_DIGITS: Final = 16
_TAIL: Final = len(_SUM) + _DIGITS + len(b'"}')


class Altered(ValueError):
    """The line is not as it was written."""


def sealed(record: Record) -> bytes:
    """`record` as a line with its end. Raises `ValueError` for a number that is none, which JSON can't say."""
    body = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)[:-1].encode()
    return body + _SUM + _checksum(body) + b'"}\n'


def unsealed(line: bytes) -> Record:
    """The record of a line without its end. Raises `Altered` for one that was not written by `sealed`."""
    body, tail = line[:-_TAIL], line[-_TAIL:]
    if not body or tail != _SUM + _checksum(body) + b'"}':
        raise Altered
    try:
        record: Record = json.loads(body + b"}")
    except (ValueError, RecursionError) as error:  # whoever wrote it has summed up what is no JSON
        raise Altered from error
    return record


def _checksum(body: bytes) -> bytes:
    return blake2b(body, digest_size=_DIGITS // 2).hexdigest().encode()
