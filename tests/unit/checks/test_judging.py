"""What a check says without asking anybody: what a realtime model can't do, and what a set makes of a stage."""

from dataclasses import replace
from pathlib import Path

import pytest

from segue.checks import EdgeRow, Report, StageRow, Verdict, check, refusals
from segue.checks.shown import shown
from segue.models.deepgram.provider import Deepgram
from segue.models.openai.provider import OpenAI
from segue.profile.playing import Mode
from segue.settings import Settings
from testbed.providers.cloud import KEYS
from tests.unit.checks.checked import PROFILES, Cast, checked, line_of, plain, storyteller

TRANSCRIBES = "does not transcribe"


def stage(report: Report, name: str) -> StageRow:
    return next(row for row in report.stages if row.stage == name)


def edge(report: Report, name: str) -> EdgeRow:
    return next(row for row in report.edges if row.edge == name)


async def imagined(folder: Path, *changes: tuple[str, str], **can: bool) -> Report:
    profile, settings = storyteller(folder, *changes)
    return await check(profile, settings, offline=True, cast=Cast(profile, **can))


async def test_a_realtime_model_that_can_do_everything_works(tmp_path: Path) -> None:
    report = await imagined(tmp_path)
    assert report.verdict is Verdict.WORKS
    assert stage(report, "story").mode is Mode.REALTIME
    into = edge(report, "begin_story")
    assert (into.fixed_line, into.transcribes, into.mutable_context) == ("from sound rendered beforehand", True, True)
    assert into.turns == "the session's own detectors"
    assert edge(report, "begin_task").fixed_line == "by its synthesis"


async def test_without_transcription_the_hand_off_out_of_the_stage_loses_the_callers_words(tmp_path: Path) -> None:
    report = await imagined(tmp_path, user_transcription=False)
    assert report.verdict is Verdict.LOSS
    rows = (stage(report, "story"), edge(report, "begin_story"), edge(report, "another_story"))
    assert [row.verdict for row in rows] == [Verdict.LOSS] * 3
    assert all(TRANSCRIBES in row.troubles[0].reason for row in rows)
    assert not edge(report, "begin_story").transcribes
    assert edge(report, "begin_task").verdict is Verdict.WORKS


async def test_an_edge_that_carries_history_into_an_immutable_context_cannot_work(tmp_path: Path) -> None:
    report = await imagined(
        tmp_path, ("    settled: true\n", "    settled: true\n    carries: 4\n"), mutable_chat_context=False
    )
    row = edge(report, "begin_story")
    assert (report.verdict, row.verdict) == (Verdict.CANNOT, Verdict.CANNOT)
    assert row.troubles[0].fix == "write `carries: facts` on the edge"
    assert row.troubles[0].place == line_of(tmp_path, "carries: 4")
    assert edge(report, "another_story").verdict is Verdict.WORKS, "a pipeline's context can be changed"


async def test_facts_alone_are_carried_into_any_context(tmp_path: Path) -> None:
    facts = ("    settled: true\n", "    settled: true\n    carries: facts\n")
    assert (await imagined(tmp_path, facts, mutable_chat_context=False)).verdict is Verdict.WORKS


async def test_a_full_duplex_model_cannot_play(tmp_path: Path) -> None:
    report = await imagined(tmp_path, supports_overlapping_speech=True)
    assert "ignores interruption and answers its own tool calls" in stage(report, "story").troubles[0].reason
    assert report.verdict is Verdict.CANNOT


async def test_turns_that_a_model_does_not_give_up_are_a_loss(tmp_path: Path) -> None:
    row = edge(await imagined(tmp_path, can_disable_turn_detection=False), "begin_story")
    assert (row.verdict, row.turns) == (Verdict.LOSS, "the provider's voice activity detection")


async def test_the_providers_turns_are_a_loss_that_a_setting_fixes() -> None:
    report = await checked(
        {**KEYS, "SEGUE_PROFILES_DIR": str(PROFILES), "SEGUE_REALTIME_TURNS": "server"}, offline=True
    )
    trouble = edge(report, "begin_story").troubles[0]
    assert report.verdict is Verdict.LOSS
    assert "can be cut" in trouble.reason
    assert "SEGUE_REALTIME_TURNS=local" in trouble.fix


async def test_flux_takes_the_turns_of_pipelines() -> None:
    env = {**KEYS, "SEGUE_PROFILES_DIR": str(PROFILES), "SEGUE_DEEPGRAM_MODEL": "flux-general-en"}
    report = await checked(env, offline=True)
    assert [row.turns for row in report.edges] == ["Deepgram Flux", "the session's own detectors", "Deepgram Flux"]


async def test_a_set_without_a_realtime_model_says_that_it_plays_a_pipeline() -> None:
    report = await checked({"SEGUE_PROFILES_DIR": str(PROFILES), "SEGUE_MODELS": "rehearsal"}, offline=True)
    row = stage(report, "story")
    assert (row.asked, row.mode, row.verdict) == (Mode.REALTIME, Mode.PIPELINE, Verdict.WORKS)
    assert row.usual == "played as a pipeline: the rehearsal set has no realtime model"


async def test_rules_that_call_the_tools_are_named(tmp_path: Path) -> None:
    profile, _ = storyteller(tmp_path, ("    title: Meeting you\n", "    title: Meeting you\n    tools_by: rules\n"))
    settings = Settings.read({"SEGUE_PROFILES_DIR": str(tmp_path), "SEGUE_MODELS": "local"})
    row = stage(await check(profile, settings, offline=True), "intro")
    assert (row.verdict, row.usual.partition(":")[0]) == (Verdict.WORKS, "guided by rules")


async def test_a_stage_that_is_none_is_noted() -> None:
    env = {"SEGUE_PROFILES_DIR": str(PROFILES), "SEGUE_MODELS": "rehearsal,stroy=rehearsal"}
    report = await checked(env, offline=True)
    assert report.notes == ("SEGUE_MODELS names `stroy`, which is no stage of storyteller",)


async def test_the_tables_are_aligned_and_say_why_and_what_fixes_it(tmp_path: Path) -> None:
    lines = [*shown(await imagined(tmp_path, user_transcription=False), plain)]
    column = lines[0].index("model known")
    assert {line[column - 2 : column] for line in lines if line.startswith(("stage", "intro", "task", "story  "))} == {
        "  "
    }
    assert any(line.startswith("  works with a stated loss: `story`: imagined-1 does not") for line in lines)
    assert any(
        line.startswith("    to fix it: ") and line.endswith(f"({line_of(tmp_path, 'mode:')})") for line in lines
    )
    assert lines[-1].startswith("storyteller: works with a stated loss")


def test_a_worker_is_refused_what_cannot_work_by_file_and_line(tmp_path: Path) -> None:
    profile, settings = storyteller(tmp_path)
    assert refusals(profile, settings) == []
    told = refusals(profile, settings, Cast(profile, mutable_chat_context=False, user_transcription=False))
    assert [line.partition(": ")[0] for line in told] == [line_of(tmp_path, "name: begin_story")]


@pytest.mark.parametrize("key", ["OPENAI_API_KEY", "DEEPGRAM_API_KEY"])
def test_a_worker_is_refused_without_a_key_once_a_stage(tmp_path: Path, key: str) -> None:
    profile, _ = storyteller(tmp_path, ("    title: The story\n", "    title: The story\n    models: cloud\n"))
    local = {**KEYS, key: "", "SEGUE_PROFILES_DIR": str(tmp_path), "SEGUE_MODELS": "rehearsal"}
    settings = Settings.read(local)
    assert refusals(profile, settings) == []
    unset = Settings.read({**KEYS, "SEGUE_PROFILES_DIR": str(tmp_path)})
    told = refusals(profile, unset_key(unset, key))
    assert len(told) == 3
    assert told[2].startswith(f"{line_of(tmp_path, 'models: cloud')}: `story`: {key} is not set; set it in .env")


def test_a_worker_is_refused_a_full_duplex_model(tmp_path: Path) -> None:
    profile, _ = storyteller(tmp_path)
    env = {**KEYS, "SEGUE_PROFILES_DIR": str(tmp_path), "SEGUE_OPENAI_REALTIME": "gpt-live-1"}
    [told] = refusals(profile, Settings.read(env))
    assert told.startswith(f"{line_of(tmp_path, 'mode: realtime')}: `story`: gpt-live-1 is full duplex")
    assert "SEGUE_OPENAI_REALTIME" in told


def unset_key(settings: Settings, key: str) -> Settings:
    openai, deepgram = (KEYS[name] if name != key else "" for name in KEYS)
    models = settings.models
    openai_set = OpenAI(replace(models.openai.settings, api_key=openai))
    deepgram_set = Deepgram(replace(models.deepgram.settings, api_key=deepgram))
    return replace(settings, models=replace(models, openai=openai_set, tts=openai_set, deepgram=deepgram_set))
