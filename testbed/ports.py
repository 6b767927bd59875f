"""Ports of loopback that nobody listens on."""

from commands.serve.loopback import HOST, free_port

__all__ = ["HOST", "free_port", "nobodys_url"]


def nobodys_url() -> str:
    """A base URL, as OpenAI's clients are given one, where every connection is refused."""
    return f"http://{HOST}:{free_port()}/v1"
