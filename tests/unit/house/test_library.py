"""What is used of livekit-agents beyond its exports: in one module, and there in the version that is installed.

An upgrade begins here. Each name has a test of its own, which fails by that name; docs/library.md says what it is for.
"""

import ast
import inspect
import pkgutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tests.unit.house.test_imports import MODULES, ROOT, of_each, within

SEAM = "segue.library"
ELSEWHERE = [name for name in MODULES if name != SEAM]

PRIVATE = [
    "livekit.agents.llm.LLMStream._event_ch",
    "livekit.agents.stt.RecognizeStream._event_ch",
    "livekit.agents.stt.RecognizeStream._input_ch",
    "livekit.agents.tts.SynthesizeStream._input_ch",
    "livekit.agents.tts.SynthesizeStream._mark_started",
    "livekit.plugins.openai.STT._client",
    "livekit.plugins.openai.realtime.RealtimeModel._opts",
    "livekit.plugins.openai.realtime.RealtimeModel._sessions",
    "livekit.plugins.openai.realtime.RealtimeSession._emit_error",
    "livekit.plugins.openai.realtime.RealtimeSession._response_created_futures",
    "livekit.plugins.openai.realtime.RealtimeSession._item_create_future",
    "livekit.plugins.openai.realtime.RealtimeSession._item_delete_future",
    "livekit.plugins.openai.realtime.RealtimeSession._main_atask",
    "livekit.plugins.openai.realtime.RealtimeSession._close_current_generation",
    "livekit.agents.AgentSession._closing_task",
    "livekit.agents.AgentSession._conversation_item_added",
    "livekit.agents.AgentSession._update_activity_atask",
    "livekit.agents.AgentSession._recorder_io",
    "livekit.agents.voice.recorder_io.RecorderIO._put",
    "livekit.agents.voice.recorder_io.RecorderIO._end_run",
    "livekit.agents.voice.transcription.synchronizer._SyncedAudioOutput._synchronizer",
    "livekit.agents.voice.TranscriptSynchronizer._impl",
    "livekit.agents.voice.TranscriptSynchronizer._paused",
    "livekit.agents.AgentServer._refresh_worker_load",
    "livekit.agents.AgentServer._update_worker_status",
    "livekit.agents.AgentServer._ws_url",
    "livekit.agents.AgentServer._api_key",
    "livekit.agents.AgentServer._api_secret",
]
GONE_IN_VERSION_2 = [
    "livekit.agents.Agent.update_chat_ctx",
    "livekit.agents.Agent.update_instructions",
    "livekit.agents.Agent.chat_ctx",
    "livekit.agents.Agent.realtime_llm_session",
    "livekit.agents.AgentServer.rtc_session",
]
"""Public today. The third and fourth stay for an agent's own hooks alone, and the last without `agent_name`."""

EXPORTED_NOWHERE = [
    "livekit.agents.llm.chat_context.MetricsMetadata",
    "livekit.agents.llm.fallback_adapter.FallbackLLMStream",
    "livekit.agents.stt.fallback_adapter.FallbackRecognizeStream",
    "livekit.agents.tts.fallback_adapter.FallbackChunkedStream",
    "livekit.agents.utils.aio.Chan",
    "livekit.agents.voice.agent._pass_through_activity_task_info",
    "livekit.agents.voice.recorder_io.recorder_io._Captured",
    "livekit.agents.voice.transcription.synchronizer._SyncedAudioOutput",
    "livekit.local_inference.VAD",
    "livekit.rtc.participant.UnpublishTrackError",
]

EXPORTS = {
    "livekit",
    "livekit.agents",
    "livekit.agents.llm",
    "livekit.agents.stt",
    "livekit.agents.tts",
    "livekit.agents.types",
    "livekit.agents.utils",
    "livekit.agents.vad",
    "livekit.agents.voice",
    "livekit.plugins",
    "livekit.plugins.openai",
    "livekit.plugins.openai.realtime",
    "livekit.protocol.agent_pb.agent_session",  # made from a published definition, for whoever speaks it
}
"""Where the library exports what it means for others; the documentation imports from there too."""

OF_PYTHON = {"_exit", "_replace"}
"""Public, for all their underscore: of `os`, and of named tuples."""


@cache
def names(owner: type) -> set[str]:
    """What a class defines, and what its methods set on `self`.

    Read from the source: an instance of most of these opens connections as it is made.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner)))
    return {*vars(owner), *set_on_self(tree)}


def set_on_self(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self":
            yield node.attr


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def libraries(owner: type) -> list[type]:
    return [each for each in owner.__mro__ if within(each.__module__, "livekit")]


# The installed library.


def found(path: str) -> Any:
    """What is at `path`: imported here and not above, so that one that is gone fails its own test alone."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


@pytest.mark.parametrize("path", [*PRIVATE, *GONE_IN_VERSION_2])
def test_the_library_still_has(path: str) -> None:
    owner, _, name = path.rpartition(".")
    assert any(name in names(each) for each in libraries(found(owner))), f"{path} is gone; see docs/library.md"


@pytest.mark.parametrize("path", EXPORTED_NOWHERE)
def test_the_library_still_has_though_it_exports_it_nowhere(path: str) -> None:
    assert found(path), "see docs/library.md"


@pytest.mark.parametrize("name", ["is_azure", "api_version"])
def test_a_realtime_models_options_still_have(name: str) -> None:
    model = found("livekit.plugins.openai.realtime.RealtimeModel")(api_key="k")
    assert hasattr(model._opts, name), "see docs/library.md"


def test_rtc_session_still_takes_the_agents_name() -> None:
    assert "agent_name" in inspect.signature(found("livekit.agents.AgentServer").rtc_session).parameters


# The one module.


def test_nothing_is_used_that_is_not_asked_for_above() -> None:
    used = {node.attr for node in ast.walk(MODULES[SEAM]) if isinstance(node, ast.Attribute) and private(node.attr)}
    assert used == {path.rpartition(".")[2] for path in PRIVATE}
    assert set(beyond_exports(SEAM)) == set(EXPORTED_NOWHERE)


@pytest.mark.parametrize("path", [*PRIVATE, *GONE_IN_VERSION_2, *EXPORTED_NOWHERE])
def test_the_page_about_it_tells_what_it_is_for(path: str) -> None:
    assert path.rpartition(".")[2] in (ROOT / "docs/library.md").read_text()


def test_it_loads_no_plugin() -> None:
    asked = f"import sys, {SEAM}; print([name for name in sys.modules if name.startswith('livekit.plugins.')])"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


# Everyone else.


def beyond_exports(name: str) -> Iterator[str]:
    """What a module imports of the library from elsewhere than its exports."""
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if within(each.name, "livekit"))
        elif isinstance(node, ast.ImportFrom) and node.module and within(node.module, "livekit"):
            yield from (f"{node.module}.{each.name}" for each in node.names if not exported(node.module, each.name))


def exported(module: str, name: str) -> bool:
    if module == "livekit.plugins":
        return True  # each plugin is a package of its own, and an extra need not be there
    if module not in EXPORTS:
        return False
    package = import_module(module)
    submodules = {each.name for each in pkgutil.iter_modules(getattr(package, "__path__", ()))}
    return name in getattr(package, "__all__", {*vars(package), *submodules}) and not private(name)


@of_each(ELSEWHERE)
def test_only_what_the_library_exports_is_imported(name: str) -> None:
    assert not [*beyond_exports(name)]


@of_each(ELSEWHERE)
def test_private_names_are_a_modules_own(name: str) -> None:
    tree = MODULES[name]
    own = {*set_on_self(tree), *OF_PYTHON}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            own.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            own.add(node.target.id)
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and private(node.attr)}
    assert not used - own, f"use it through {SEAM}"


CANNOT_BE_IMPORTED = {
    "agent": "it opens the worker",
    "commands.__main__": "it runs",
    "segue.caller.__main__": "it runs",
}


@of_each([name for name in ELSEWHERE if name not in CANNOT_BE_IMPORTED])
def test_no_class_of_ours_takes_a_private_name_of_a_class_it_extends(name: str) -> None:
    """By chance or on purpose. An abstract method is for us to write: without it Python makes no instance."""
    module = import_module(name)
    for ours in classes(module):
        for theirs in libraries(ours):
            taken = {each for each in names(ours) & names(theirs) if private(each) and not abstract(ours, each)}
            assert not taken - {"_abc_impl"}, f"{ours.__name__} takes them from {theirs.__name__}"


def classes(module: ModuleType) -> list[type]:
    return [each for each in vars(module).values() if inspect.isclass(each) and each.__module__ == module.__name__]


def abstract(ours: type, name: str) -> bool:
    return any(getattr(vars(each).get(name), "__isabstractmethod__", False) for each in libraries(ours))


@of_each(ELSEWHERE)
def test_what_version_2_takes_away_is_used_in_one_module(name: str) -> None:
    tree = MODULES[name]
    gone = {"update_chat_ctx", "update_instructions", "realtime_llm_session", "rtc_session"}
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in gone]
    # A realtime session's method of that name, which ours extends, is there to stay.
    assert {ast.unparse(node.value) for node in used} <= {"library", "super()"}, f"use it through {SEAM}"


def test_no_agent_is_made_with_a_conversation() -> None:
    """Version 2 has no `Agent(chat_ctx=)`; here an agent is told once it is on the call."""
    defined = [node for tree in MODULES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    extends = {node.name: {ast.unparse(base) for base in node.bases} for node in defined}
    agents = {"Agent", "AgentTask"}
    while more := {name for name, bases in extends.items() if bases & agents} - agents:
        agents |= more
    assert {"StageAgent", "Intro", "Story", "Task"} <= agents
    inside = [call for node in defined if node.name in agents for call in calls(node, {"super().__init__"})]
    made = [call for tree in MODULES.values() for call in calls(tree, agents)]
    assert inside
    assert not [call for call in (*inside, *made) if {"chat_ctx", None} & {given.arg for given in call.keywords}]


def calls(tree: ast.AST, of: set[str]) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in of]


def test_the_library_watches_its_loops_only_where_python_survives_it() -> None:
    monitor = import_module("livekit.agents.telemetry.loop_monitor")
    assert (monitor.LoopMonitorThresholds.from_env() is not None) is (sys.version_info >= (3, 11, 9))
