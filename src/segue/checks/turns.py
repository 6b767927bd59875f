"""Who takes the caller's turns in a stage, and what that costs."""

from collections.abc import Iterator
from typing import Final

from segue.checks.casting import Casting
from segue.checks.rows import Trouble, Verdict
from segue.profile.playing import SetName, TurnModels

LOCAL: Final = "the session's own detectors"
LIVEKIT: Final = "LiveKit Cloud's detectors"
SERVER: Final = "the provider's voice activity detection"
FLUX: Final = "Deepgram Flux"


def turns(casting: Casting, stage: str) -> str:
    """Who decides that the caller's turn is over."""
    model, turns_by = casting.realtime(stage), casting.models[stage].turns_by
    if turns_by == "stt":
        return FLUX
    stubborn = model and model.capabilities.turn_detection and not model.capabilities.can_disable_turn_detection
    if turns_by == "realtime_llm" or stubborn:
        return SERVER
    return LIVEKIT if casting.profile.turns is TurnModels.CLOUD else LOCAL


def turn_troubles(casting: Casting, stage: str) -> Iterator[Trouble]:
    """What is lost, or impossible, because of who takes the turns."""
    if turns(casting, stage) == SERVER:
        yield Trouble(
            Verdict.LOSS,
            f"`{stage}`: the provider takes the turns: a goodbye can be cut by a caller who speaks as it begins",
            "set SEGUE_REALTIME_TURNS=local, or take a model whose own detection can be switched off",
            casting.place("stages", stage, "mode"),
        )
    if casting.profile.turns is not TurnModels.CLOUD:
        return
    settings, place = casting.settings, casting.place("turns")
    if not (settings.livekit_api_key and settings.livekit_api_secret):
        yield Trouble(
            Verdict.CANNOT,
            "`turns: cloud` needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET, which are not both set",
            "set them to those of a LiveKit Cloud project, or write `turns: local`",
            place,
        )
    elif casting.played_by(stage) is not SetName.CLOUD:
        yield Trouble(
            Verdict.LOSS,
            f"`{stage}`: the caller's sound leaves this machine: LiveKit Cloud takes the turns",
            "write `turns: local`",
            place,
        )
