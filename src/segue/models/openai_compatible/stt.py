"""A recogniser at an address of one's own."""

from livekit.plugins import openai

from segue import library


class ServedSTT(openai.STT):
    """Closes its connections too, which the plugin forgets."""

    @property
    def no_transcript_s(self) -> float:
        """A server of one's own may run on a CPU, and asked once more it would have twice as much to do."""
        return 5.0

    async def aclose(self) -> None:
        """Close."""
        await super().aclose()
        await library.client(self).close()
