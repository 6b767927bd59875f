"""The environment: read once, and every mistake in it reported at once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from segue.profile.playing import SetName, ToolsBy
from segue.settings import Misconfigured, NoiseCancellation, Settings, VoiceActivity

REHEARSAL = {"SEGUE_MODELS": "rehearsal"}
LIVEKIT = {
    "LIVEKIT_URL": "ws://127.0.0.1:7880",
    "LIVEKIT_API_KEY": "devkey",
    "LIVEKIT_API_SECRET": "a secret nobody should read",
}


def problems(env: Mapping[str, str]) -> list[str]:
    with pytest.raises(Misconfigured) as misconfigured:
        Settings.read(env)
    return misconfigured.value.problems


def test_a_rehearsal_needs_no_key_and_no_server() -> None:
    settings = Settings.read(REHEARSAL)
    assert settings.models.sets.everywhere is SetName.REHEARSAL
    assert (settings.profile, settings.agent_name) == ("storyteller", "segue")
    assert settings.noise_cancellation is NoiseCancellation.OFF
    assert settings.voice_activity is VoiceActivity.LIVEKIT
    assert settings.record is False
    assert settings.health_host == "127.0.0.1"


def test_cloud_models_without_keys_are_told_of_each_and_how_to_do_without() -> None:
    lines = problems({"SEGUE_MODELS": "cloud"})
    assert [line.split()[0] for line in lines] == ["OPENAI_API_KEY", "DEEPGRAM_API_KEY"]
    assert all("SEGUE_MODELS=rehearsal" in line and ".env.example" in line for line in lines)


def test_a_variable_that_is_set_to_nothing_counts_as_not_set() -> None:
    blank = {"SEGUE_AGENT_NAME": "  ", "SEGUE_MAX_CALLS": "", "LIVEKIT_URL": " "}
    settings = Settings.read({**REHEARSAL, **blank})
    assert (settings.agent_name, settings.max_calls, settings.livekit_url) == ("segue", 4, "")


def test_the_cloud_set_has_a_model_for_each_part_and_each_can_be_chosen() -> None:
    keys = {"OPENAI_API_KEY": "k", "DEEPGRAM_API_KEY": "k"}
    assert cloud_models(keys) == ("nova-3", "gpt-5.4-mini", "gpt-4o-mini-tts")
    chosen = {"SEGUE_DEEPGRAM_MODEL": "a", "SEGUE_OPENAI_LLM": "b", "SEGUE_OPENAI_TTS": "c"}
    assert cloud_models({**keys, **chosen}) == ("a", "b", "c")


def cloud_models(env: dict[str, str]) -> tuple[str, str, str]:
    models = Settings.read(env).models
    return models.deepgram.settings.stt, models.openai.settings.llm, models.openai.settings.tts


def test_every_setting_can_be_set() -> None:
    given = {
        "SEGUE_AGENT_NAME": "teller",
        "SEGUE_PROFILE": "clinic",
        "SEGUE_PROFILES_DIR": "/srv/profiles",
        "SEGUE_NOISE_CANCELLATION": "WebRTC",
        "SEGUE_VAD": "silero",
        "SEGUE_RECORD": "on",
        "SEGUE_MAX_CALLS": "12",
        "SEGUE_HEALTH_HOST": "0.0.0.0",
        "SEGUE_HEALTH_PORT": "0",
        "SEGUE_CONNECT_WITHIN_S": "3",
        "SEGUE_STORE": "/srv/book.sqlite",
        "SEGUE_CALLS_DIR": "/srv/calls",
        "SEGUE_LOCAL_TOOLS_BY": "rules",
        "SEGUE_LOCAL_ANSWER_TOKENS": "1000",
    }
    settings = Settings.read({**REHEARSAL, **LIVEKIT, **given})
    assert (settings.agent_name, settings.profile) == ("teller", "clinic")
    assert (settings.profiles_dir, settings.store) == (Path("/srv/profiles"), Path("/srv/book.sqlite"))
    assert settings.calls_dir == Path("/srv/calls")
    assert settings.noise_cancellation is NoiseCancellation.WEBRTC
    assert settings.voice_activity is VoiceActivity.SILERO
    assert settings.record is True
    assert (settings.max_calls, settings.connect_within_s) == (12, 3.0)
    assert (settings.health_host, settings.health_port) == ("0.0.0.0", 0)
    assert settings.livekit_url == "ws://127.0.0.1:7880"
    assert (settings.models.servers.settings.tools_by, settings.models.servers.settings.answer_tokens) == (
        ToolsBy.RULES,
        1000,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SEGUE_MODELS", "robots"),
        ("SEGUE_VAD", "loud"),
        ("SEGUE_NOISE_CANCELLATION", "yes"),
        ("SEGUE_RECORD", "true"),
        ("SEGUE_LOCAL_TOOLS_BY", "me"),
        ("SEGUE_MAX_CALLS", "0"),
        ("SEGUE_MAX_CALLS", "-1"),
        ("SEGUE_MAX_CALLS", "4.0"),
        ("SEGUE_MAX_CALLS", "four"),
        ("SEGUE_MAX_CALLS", "٤"),
        ("SEGUE_MAX_CALLS", "9" * 5000),
        ("SEGUE_HEALTH_PORT", "65536"),
        ("SEGUE_CONNECT_WITHIN_S", "0"),
        ("LIVEKIT_URL", "127.0.0.1:7880"),
        ("LIVEKIT_URL", "ftp://127.0.0.1"),
        ("LIVEKIT_URL", "wss://"),
        ("LIVEKIT_URL", "ws://[::1"),
        ("LIVEKIT_URL", "ws://127.0.0.1:port"),
    ],
)
def test_a_malformed_value_is_one_line_that_names_it_and_the_fix(name: str, value: str) -> None:
    keys = {"OPENAI_API_KEY": "k", "DEEPGRAM_API_KEY": "k"}
    (line,) = problems({**keys, **REHEARSAL, name: value})
    assert line.startswith(f"{name} is ")
    assert "; set it to " in line
    assert "\n" not in line
    assert len(line) < 250


def test_all_mistakes_are_reported_at_once() -> None:
    lines = problems({**REHEARSAL, "SEGUE_VAD": "x", "SEGUE_RECORD": "x", "LIVEKIT_URL": "x"})
    assert [line.split()[0] for line in lines] == ["LIVEKIT_URL", "SEGUE_VAD", "SEGUE_RECORD"]


def test_no_secret_shows_when_settings_are_printed() -> None:
    keys = {"OPENAI_API_KEY": "sk-hidden", "DEEPGRAM_API_KEY": "dg-hidden"}
    printed = repr(Settings.read({**LIVEKIT, **keys}))
    assert "hidden" not in printed
    assert "nobody should read" not in printed


def test_what_env_file_says_is_overruled_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SEGUE_MODELS=rehearsal\nSEGUE_AGENT_NAME=from-file\nSEGUE_MAX_CALLS=7\n")
    monkeypatch.chdir(tmp_path)
    for name in ("SEGUE_MODELS", "SEGUE_MAX_CALLS"):
        # Set and then removed, so that what the file adds to the environment is taken back after the test.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("SEGUE_AGENT_NAME", "from-environment")
    settings = Settings.from_environment()
    assert (settings.agent_name, settings.max_calls) == ("from-environment", 7)
