"""OpenAI's realtime speech model, with a session that can always be closed."""

import contextlib
from typing import Any, Literal

from livekit.agents import APIError, ChatContext
from livekit.agents.llm import ChatItem
from livekit.plugins import openai
from livekit.plugins.openai.realtime.realtime_model import RealtimeSession

from segue.settings.providers import CloudModels


class ClosableSession(RealtimeSession):
    """Closes whatever has become of its connection, and forgets nothing the caller said.

    The library's session raises the error that ended it once more from `aclose`; then neither the session nor the job
    behind it ever ends. The error itself has been reported by then.
    """

    async def update_chat_ctx(self, chat_ctx: ChatContext) -> None:
        """Make the provider's conversation this one, and leave in it what the caller has only just said.

        Until those words are made out the library knows nothing of them and would delete them unanswered, such as when
        the caller breaks in before the first sound of a speech, which is then taken out of the conversation.
        """
        whole = chat_ctx.copy()
        missing = [item for item in self.chat_ctx.items if _not_made_out(item) and not whole.get_by_id(item.id)]
        whole.insert(missing)
        await super().update_chat_ctx(whole)

    async def aclose(self) -> None:
        """Close; an error of the connection is not raised again."""
        with contextlib.suppress(APIError):
            await super().aclose()


def _not_made_out(item: ChatItem) -> bool:
    return item.type == "message" and item.role == "user" and not item.content


class Realtime(openai.realtime.RealtimeModel):
    """Hears, thinks and speaks in one model."""

    def session(self, *, turn_detection_disabled: bool = False) -> RealtimeSession:
        """A new connection; one is opened each time a stage takes the call."""
        session = ClosableSession(self, turn_detection_disabled=turn_detection_disabled)
        self._sessions.add(session)
        return session


def realtime(models: CloudModels, speaker: str, *, text_only: bool) -> Realtime:
    """A stage's model, which transcribes the caller; with `text_only` a synthesiser does the speaking."""
    modalities: list[Literal["text", "audio"]] = ["text"] if text_only else ["text", "audio"]
    where: dict[str, Any] = {}
    if models.azure_endpoint:
        base = models.realtime_base_url or f"{models.azure_endpoint.rstrip('/')}/openai"
        where = {"azure_deployment": models.realtime, "base_url": base}
    elif models.realtime_base_url:
        where = {"base_url": models.realtime_base_url}
    return Realtime(
        model=models.realtime,
        voice=models.speakers[speaker],
        modalities=modalities,
        api_key=models.openai_api_key,
        **where,
    )
