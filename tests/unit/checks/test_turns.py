"""What a check says of who takes the turns, where a profile gives them to LiveKit Cloud."""

from pathlib import Path

import pytest
from livekit.agents import inference

from segue.checks import Verdict, check, refusals
from segue.models.vad import livekit_vad
from segue.profile.playing import TurnModels
from segue.session.turn_taking import Spoken
from segue.settings import Settings
from testbed.providers.cloud import KEYS
from tests.unit.checks.checked import line_of, storyteller

CLOUD = ("limits:", "turns: cloud\nlimits:")
LIVEKIT = {"LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "a secret that is long enough"}


def settings(folder: Path, models: str, **env: str) -> Settings:
    return Settings.read({**KEYS, "SEGUE_PROFILES_DIR": str(folder), "SEGUE_MODELS": models, **env})


def test_turns_in_the_cloud_need_a_key_for_it(tmp_path: Path) -> None:
    profile, _ = storyteller(tmp_path, CLOUD)
    [told] = refusals(profile, settings(tmp_path, "cloud"))
    assert told.startswith(f"{line_of(tmp_path, 'turns: cloud')}: `turns: cloud` needs LIVEKIT_API_KEY")
    assert refusals(profile, settings(tmp_path, "cloud", **LIVEKIT)) == []


async def test_a_call_on_this_machine_is_told_that_its_sound_leaves_it(tmp_path: Path) -> None:
    profile, _ = storyteller(tmp_path, CLOUD)
    report = await check(profile, settings(tmp_path, "local", **LIVEKIT), offline=True)
    assert {row.verdict for row in report.stages} == {Verdict.LOSS}
    assert {row.turns for row in report.edges} == {"LiveKit Cloud's detectors"}
    cloud = await check(profile, settings(tmp_path, "cloud", **LIVEKIT), offline=True)
    assert {row.verdict for row in cloud.stages} == {Verdict.WORKS}


@pytest.mark.parametrize(
    ("models", "detector", "mode"),
    [(TurnModels.LOCAL, "turn-detector-v1-mini", "vad"), (TurnModels.CLOUD, "turn-detector-v1", "adaptive")],
)
def test_turns_are_pinned_to_what_the_profile_says_in_dev_too(
    models: TurnModels, detector: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**LIVEKIT, "LIVEKIT_DEV_MODE": "1"}.items():
        monkeypatch.setenv(name, value)
    handling = Spoken(livekit_vad(), models).handling()
    chosen = handling["turn_detection"]
    assert isinstance(chosen, inference.TurnDetector)
    assert (chosen.model, handling["interruption"]["mode"]) == (detector, mode)
