"""What the models' clients take from the environment, and is no setting of ours: proxies and certificates.

A client that can't be made for it would fail with the first call, in words of its own.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from segue.environment.address import HTTP, wrong_with

PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
SOCKS: Final = ("socks5", "socks5h")
_USER: Final = re.compile(r"//[^/]*@")


def unusable(env: Mapping[str, str]) -> Iterator[str]:
    """A line for each variable of `env` that no client could be made with. A proxy's password is not shown."""
    for name in (written for proxy in PROXIES for written in (proxy, proxy.lower())):
        value = env.get(name, "").strip()
        # A proxy may be given without its scheme, and with a user.
        address = _USER.sub("//", value if "://" in value else f"http://{value}")
        if value and (fix := wrong_with(address, HTTP if not _knows_socks() else (*HTTP, *SOCKS))):
            yield f"{name} is no proxy's address, such as http://127.0.0.1:3128; {fix}, or unset it"
    file = env.get("SSL_CERT_FILE", "")
    if file and not Path(file).is_file():
        yield f"SSL_CERT_FILE is {file[:60]!r}, which is no file; name one with certificates, or unset it"


def _knows_socks() -> bool:
    try:
        return bool(version("socksio"))
    except PackageNotFoundError:
        return False
