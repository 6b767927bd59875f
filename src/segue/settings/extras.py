"""Extras: packages that only those install who have set something that needs them."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from segue.settings.providers import CloudTTS

PACKAGES: Final = {CloudTTS.CARTESIA: "livekit-plugins-cartesia"}
"""Who speaks with a package that requirements.lock does not name, and that package."""


def to_install(speaks: CloudTTS) -> str:
    """The command that installs what it lacks, in the library's own version; empty where it lacks nothing."""
    package = PACKAGES.get(speaks)
    if package is None or _installed(package):
        return ""
    return f"python3 -m pip --python .venv install {package}=={version('livekit-agents')}"


def _installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False
