"""A recogniser at an address of one's own."""

from livekit.plugins import openai

from segue import library


class ServedSTT(openai.STT):
    """Closes its connections too, which the plugin forgets."""

    async def aclose(self) -> None:
        """Close."""
        await super().aclose()
        await library.client(self).close()
