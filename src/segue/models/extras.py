"""Extras: plugins that only those install who have set something that needs them."""

from importlib.metadata import PackageNotFoundError, version


def to_install(package: str) -> str:
    """The command that installs `package` in livekit-agents' own version; empty where there is no need to."""
    if not package or installed(package):
        return ""
    return f"python3 -m pip --python .venv install {package}=={version('livekit-agents')}"


def installed(package: str) -> bool:
    """Whether it is."""
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False
