"""The environment: read once, and every mistake in it reported at once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from segue.models.failover.switch import Deadlines
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
    assert settings.keep_days is None
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
        "SEGUE_KEEP_DAYS": "30",
        "SEGUE_LOCAL_TOOLS_BY": "rules",
        "SEGUE_LOCAL_ANSWER_TOKENS": "1000",
        "SEGUE_LLM_FIRST_TOKEN_S": "0.5",
        "SEGUE_LLM_BETWEEN_TOKENS_S": "1",
        "SEGUE_TTS_FIRST_BYTE_S": "1.25",
        "SEGUE_TTS_BETWEEN_BYTES_S": "100",
        "SEGUE_STT_TRANSCRIPT_S": "3",
        "SEGUE_REALTIME_ANSWER_S": "4",
        "SEGUE_LAST_MODEL_S": "0.1",
    }
    settings = Settings.read({**REHEARSAL, **LIVEKIT, **given})
    assert (settings.agent_name, settings.profile) == ("teller", "clinic")
    assert (settings.profiles_dir, settings.store) == (Path("/srv/profiles"), Path("/srv/book.sqlite"))
    assert (settings.calls_dir, settings.keep_days) == (Path("/srv/calls"), 30)
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
    assert settings.models.deadlines == Deadlines(0.5, 1.0, 1.25, 100.0, 3.0, 4.0, 0.1)


def test_a_model_is_waited_for_as_long_as_is_written_where_nothing_is_set() -> None:
    assert Settings.read(REHEARSAL).models.deadlines == Deadlines(2.0, 5.0, 2.0, 1.5, 2.5, 2.0, 8.0)


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
        ("SEGUE_KEEP_DAYS", "0"),
        ("SEGUE_KEEP_DAYS", "-30"),
        ("SEGUE_KEEP_DAYS", "1.5"),
        ("SEGUE_KEEP_DAYS", "a month"),
        ("SEGUE_KEEP_DAYS", "36501"),
        ("SEGUE_LLM_FIRST_TOKEN_S", "0"),
        ("SEGUE_LLM_BETWEEN_TOKENS_S", "-1"),
        ("SEGUE_TTS_FIRST_BYTE_S", "2 s"),
        ("SEGUE_TTS_BETWEEN_BYTES_S", "nan"),
        ("SEGUE_STT_TRANSCRIPT_S", "1e1"),
        ("SEGUE_REALTIME_ANSWER_S", "٤"),
        ("SEGUE_LAST_MODEL_S", "100.1"),
        ("SEGUE_LAST_MODEL_S", "9" * 5000),
        ("LIVEKIT_URL", "127.0.0.1:7880"),
        ("LIVEKIT_URL", "ftp://127.0.0.1"),
        ("LIVEKIT_URL", "wss://"),
        ("LIVEKIT_URL", "ws://[::1"),
        ("LIVEKIT_URL", "ws://127.0.0.1:port"),
        ("LIVEKIT_URL", "ws://127.0.0.1:0"),
        ("LIVEKIT_URL", "ws://127.0.0.1:99999"),
        ("LIVEKIT_URL", "ws://::1:7880"),
        ("LIVEKIT_URL", "ws://a..b"),
        ("LIVEKIT_URL", f"ws://{'a' * 300}"),
        ("LIVEKIT_URL", "file:///etc/hosts"),
        ("LIVEKIT_URL", "ws://a b"),
        ("LIVEKIT_URL", "ws://a\\b"),
        ("LIVEKIT_URL", "ws://a/\nb"),
        ("LIVEKIT_URL", "ws://a/?b=c"),
        ("LIVEKIT_URL", "ws://a/#b"),
        ("SEGUE_LOCAL_LLM_URL", "ws://127.0.0.1:1/v1"),
        ("SEGUE_LOCAL_LLM_URL", "http:///v1"),
    ],
)
def test_a_malformed_value_is_one_line_that_names_it_and_the_fix(name: str, value: str) -> None:
    keys = {"OPENAI_API_KEY": "k", "DEEPGRAM_API_KEY": "k"}
    (line,) = problems({**keys, **REHEARSAL, name: value})
    assert line.startswith(f"{name} is ")
    assert "; set it to " in line
    assert "\n" not in line
    assert len(line) < 250


@pytest.mark.parametrize("address", ["http://user:pw-9@host/v1", "http://user:pw-9@host:port", "user:pw-9@host"])
def test_a_password_in_an_address_is_refused_and_shown_nowhere(address: str) -> None:
    (line,) = problems({**REHEARSAL, "SEGUE_LOCAL_LLM_URL": address})
    assert line.startswith("SEGUE_LOCAL_LLM_URL is ")
    assert "pw-9" not in line


@pytest.mark.parametrize("key", ["sk-a\nb", "sk-a\r\nb", "sk-é", "sk-\u200b", "sk-\udcff", "sk\tx"])
@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "LIVEKIT_API_SECRET", "SEGUE_LOCAL_LLM_KEY"])
def test_a_key_that_can_not_be_sent_is_one_line_that_does_not_show_it(name: str, key: str) -> None:
    (line,) = problems({**REHEARSAL, name: key})
    assert line.startswith(f"{name} has a line break or a letter in it that no key has; copy it again")
    assert "sk" not in line


@pytest.mark.parametrize("value", ["a\nb", "a\x07", "\udcff", "a\u2028b"])
def test_a_control_character_is_told_in_one_line(value: str) -> None:
    (line,) = problems({**REHEARSAL, "SEGUE_AGENT_NAME": value})
    assert line.startswith("SEGUE_AGENT_NAME is ")
    assert line.isprintable()


def test_quotes_and_comments_that_docker_keeps_are_not_part_of_a_value() -> None:
    kept = {
        "SEGUE_MODELS": '"rehearsal"',
        "SEGUE_RECORD": "off              # on keeps each room call",
        "SEGUE_AGENT_NAME": "                 # the name by which a token asks for this worker",
        "SEGUE_OPENAI_LLM": "'gpt#1'",
        "OPENAI_API_KEY": '"sk-a"  # mine',
    }
    settings = Settings.read(kept)
    assert (settings.agent_name, settings.models.openai.settings.llm) == ("segue", "gpt#1")
    assert settings.models.openai.settings.api_key == "sk-a"
    assert settings.models.sets.everywhere is SetName.REHEARSAL


def test_the_profiles_are_those_that_come_along_wherever_the_process_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (Settings.read(REHEARSAL).profiles_dir / "storyteller" / "profile.yaml").is_file()


def test_a_folder_may_begin_at_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert Settings.read({**REHEARSAL, "SEGUE_STORE": "~/book.sqlite"}).store == Path("/home/ada/book.sqlite")
    (line,) = problems({**REHEARSAL, "SEGUE_STORE": "~nobody-of-that-name/book"})
    assert line.startswith("SEGUE_STORE is '~nobody-of-that-name/book'; write the folder out in full")


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
