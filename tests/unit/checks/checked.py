"""What the tests of `segue.checks` begin with: profiles to be changed, doubles to be reached, models to be imagined."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from livekit.agents import llm

from agents import team
from segue.checks import Report, check
from segue.models.stage_models import StageModels
from segue.profile.load import load
from segue.profile.model import Profile
from segue.rehearsal import Understudy
from segue.settings import Settings
from segue.testing import Calls, Says
from testbed.providers.cloud import KEYS, CloudDoubles
from testbed.providers.openai.api import KEY
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.chat.requests import ChatRequest
from testbed.providers.openai.speech.double import SpeechDouble
from testbed.script import Answer

PROFILES = Path(__file__).resolve().parents[3] / "profiles"
LLM = "gpt-5.4-mini"


def obliging(request: ChatRequest) -> Answer:
    """An LLM that calls the tool it is given."""
    return Calls("ready") if request.body.get("tools") else Says("Yes.")


def cloud(key: str | None = KEY) -> CloudDoubles:
    """OpenAI and Deepgram on loopback, well and able. `key`: what OpenAI takes; None takes any."""
    return CloudDoubles(ChatDouble(obliging, models=(LLM,), key=key), speech=SpeechDouble(key=key))


def storyteller(folder: Path, *changes: tuple[str, str]) -> tuple[Profile, Settings]:
    """A copy of the storyteller in `folder`, changed, and settings with keys that lead to it."""
    shutil.copytree(PROFILES / "storyteller", folder / "storyteller")
    file = folder / "storyteller" / "profile.yaml"
    text = file.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)
    profile = load(folder / "storyteller", team(folder / "book.sqlite").known())
    return profile, Settings.read({**KEYS, "SEGUE_PROFILES_DIR": str(folder)})


async def checked(env: Mapping[str, str], **how: Any) -> Report:
    """The storyteller, checked under these settings."""
    settings = Settings.read(env)
    return await check(load(PROFILES / "storyteller", team(settings.store).known()), settings, **how)


def line_of(folder: Path, text: str) -> str:
    """File and line of the profile's line that holds `text`."""
    file = folder / "storyteller" / "profile.yaml"
    at = next(number for number, line in enumerate(file.read_text().splitlines(), 1) if text in line)
    return f"{file}:{at}"


ABLE = llm.RealtimeCapabilities(
    message_truncation=True,
    turn_detection=True,
    user_transcription=True,
    auto_tool_reply_generation=False,
    audio_output=True,
    manual_function_calls=True,
    can_disable_turn_detection=True,
    mutable_chat_context=True,
    mutable_instructions=True,
    mutable_tools=True,
)


class Imagined(llm.RealtimeModel):
    """A realtime model that can do what a test says it can, and is never used."""

    @property
    def model(self) -> str:
        return "imagined-1"

    def session(self, *, turn_detection_disabled: bool = False) -> llm.RealtimeSession[Any]:
        raise AssertionError("nobody was to be asked anything")

    async def aclose(self) -> None:
        """There is nothing to close."""


class Cast:
    """The story is played by an imagined realtime model, the rest by the understudy."""

    name = "imagined"

    def __init__(self, profile: Profile, **can: bool) -> None:
        self._profile = profile
        self._model = Imagined(capabilities=replace(ABLE, **can))

    def models(self, stage: str) -> StageModels:
        if stage == "story":
            return StageModels(self._model)
        return StageModels(Understudy(self._profile, stage))

    def fallback(self, stage: str) -> None:
        """None is asked for."""


def plain(_: object, text: str) -> str:
    """No colours."""
    return text
