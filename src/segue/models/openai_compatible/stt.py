"""A recogniser at an address of one's own."""

from livekit.plugins import openai


class ServedSTT(openai.STT):
    """Closes its connections too, which the plugin forgets."""

    async def aclose(self) -> None:
        """Close."""
        await super().aclose()
        await self._client.close()
