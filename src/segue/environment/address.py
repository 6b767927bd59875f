"""Whether a server can be reached at an address as it is written, and how an address is shown."""

import re
from typing import Final
from urllib.parse import urlsplit

HTTP: Final = ("http", "https")
EITHER: Final = (*HTTP, "ws", "wss")
"""Where the address of a WebSocket may be written as a page's."""
_USER: Final = re.compile(r"[^/]*@")
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")


def wrong_with(value: str, schemes: tuple[str, ...]) -> str:
    """What makes `value` no server's address, as a fix; empty where it is one."""
    if any(character.isspace() or character == "\\" or not character.isprintable() for character in value):
        return "write it without blanks and backslashes"
    try:
        parts = urlsplit(value)
        if parts.scheme not in schemes:
            return f"begin it with {schemes[0]}:// or {schemes[1]}://"
        if "@" in parts.netloc:
            return "take the user and the password out of it: only keys are sent"
        if parts.query or parts.fragment:
            return "end it before the ? or #"
        if parts.port != 0 and _is_host(parts.hostname or ""):
            return ""
    except ValueError:  # of a port or an IPv6 address
        pass
    return "fix its host or port (an IPv6 address stands in brackets)"


def _is_host(name: str) -> bool:
    """Whether it can be looked up. Raises `ValueError` where the name can't be written as DNS wants it."""
    return ":" in name or bool(_NAME.fullmatch(name.encode("idna").decode()))


def without_user(value: str) -> str:
    """The address as it may be shown: whoever writes a password into it finds it in no log."""
    return _USER.sub("…@", value)
