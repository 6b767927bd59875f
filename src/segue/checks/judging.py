"""What can be said of stages and edges without asking anybody: what a realtime model can't do, and which key lacks."""

from collections.abc import Iterator
from typing import Final

from segue.checks.casting import Casting
from segue.checks.collecting import uncollected, unfilled
from segue.checks.needs import Need, needs
from segue.checks.rows import EdgeRow, Trouble, Verdict, worst_first
from segue.checks.turns import turn_troubles, turns
from segue.models.trials.service import Cell, Finding, Role
from segue.profile.model import Edge
from segue.profile.playing import Mode, SetName

FULL_DUPLEX: Final = "gpt-live"
"""How the names of OpenAI's full-duplex models begin."""


def stage_troubles(casting: Casting, stage: str) -> Iterator[Trouble]:
    """What is lost, or impossible, because of the model that plays the stage, or of its prompts."""
    yield from unfilled(casting, stage)
    yield from turn_troubles(casting, stage)
    model, place = casting.realtime(stage), casting.place("stages", stage, "mode")
    if model is None:
        return
    if model.model.startswith(FULL_DUPLEX) or model.capabilities.supports_overlapping_speech:
        yield Trouble(
            Verdict.CANNOT,
            f"`{stage}`: {model.model} is full duplex: it ignores interruption and answers its own tool calls",
            "set SEGUE_OPENAI_REALTIME to a model that takes turns, or make the stage `mode: pipeline`",
            place,
        )
    if not model.capabilities.user_transcription:
        yield Trouble(
            Verdict.LOSS,
            f"`{stage}`: {model.model} does not transcribe the caller: the history and hand-offs lack their words",
            "take a realtime model that does, or make the stage `mode: pipeline`",
            place,
        )


def needed(casting: Casting, stage: str) -> Iterator[tuple[Need, Finding | None]]:
    """The stage's services, each with what is found where its key or its extra is missing."""
    for need in needs(casting.profile.stages[stage], casting.played_by(stage), casting.settings.models):
        service, missing, untried = need.service, None, Cell.UNTRIED
        if service.key_setting and not service.key:
            why = f"{service.key_setting} is not set"
            fix = f"set it in .env, or have `{stage}` played by models that need no key: SEGUE_MODELS=rehearsal"
            missing = Finding(service, Cell.NO, untried, untried, untried, reason=why, fix=fix, role=need.role)
        elif service.install:
            why, fix = "its extra is not installed", service.install
            missing = Finding(service, Cell.YES, untried, untried, untried, reason=why, fix=fix, role=need.role)
        yield need, missing


def finding_trouble(casting: Casting, stage: str, finding: Finding) -> Trouble:
    """What a service's failure means to its stage. One that stands by is missed only when another fails."""
    place = casting.place("stages", stage, "models")
    # A fallback too: without its key or its extra it can't even be made, nor the set it belongs to.
    if finding.service.key_setting and not finding.service.key:
        return Trouble(Verdict.CANNOT, f"`{stage}`: {finding.reason}", finding.fix, place)
    what = f"`{stage}`: {finding.service.part} {finding.service.name}: {finding.reason}"
    if finding.role is Role.PLAYS or finding.service.install:
        return Trouble(Verdict.CANNOT, what, finding.fix, place)
    return Trouble(Verdict.LOSS, f"nothing takes over {finding.role}: {what}", finding.fix, place)


def played_as(casting: Casting, stage: str) -> Mode:
    """What the set of models makes of the mode the profile asks for."""
    if casting.realtime(stage) is None:
        return Mode.PIPELINE
    return Mode.HALF_CASCADE if casting.models[stage].tts else Mode.REALTIME


def usual(casting: Casting, stage: str) -> str:
    """The reason of a stage that works."""
    spec, played = casting.profile.stages[stage], casting.played_by(stage)
    if played is SetName.LOCAL and casting.settings.models.servers.settings.guided(spec):
        adds = "the model adds to what is told" if casting.profile.stage_lines(stage).adds else "the model is not asked"
        return f"guided by rules: they speak the profile's lines and call the tools, {adds}"
    if spec.mode is not Mode.PIPELINE and played_as(casting, stage) is Mode.PIPELINE:
        return f"played as a pipeline: the {played} set has no realtime model"
    if played is SetName.REHEARSAL:
        return "a rehearsal: an understudy speaks the profile's lines"
    if played_as(casting, stage) is Mode.PIPELINE:
        return "hears, thinks and speaks with a model for each"
    alone = played_as(casting, stage) is Mode.REALTIME
    return "one model hears, thinks and speaks" if alone else "one model hears and thinks, another speaks"


def edge_row(casting: Casting, at: int) -> EdgeRow:
    """One edge's row; `at` counts from 0 in the profile's list."""
    edge = casting.profile.edges[at]
    model = casting.realtime(edge.target)
    return EdgeRow(
        worst_first([*edge_troubles(casting, at), *stage_troubles(casting, edge.target)]),
        f"{edge.target} is told {told(edge)}",
        edge.name,
        edge.origin,
        edge.target,
        carries(edge),
        fixed_line(casting, edge.target),
        model is None or model.capabilities.user_transcription,
        turns(casting, edge.target),
        model is None or model.capabilities.mutable_chat_context,
    )


def edge_troubles(casting: Casting, at: int) -> Iterator[Trouble]:
    """What an edge loses, or can't carry, of itself."""
    edge = casting.profile.edges[at]
    yield from uncollected(casting, at)
    if edge.carries in {"facts", "nothing"}:
        return
    origin, target = casting.realtime(edge.origin), casting.realtime(edge.target)
    if target and not target.capabilities.mutable_chat_context:
        yield Trouble(
            Verdict.CANNOT,
            f"`{edge.name}` carries history, and the context of {target.model} can't be changed",
            "write `carries: facts` on the edge",
            casting.place("edges", at, "carries"),
        )
    if origin and not origin.capabilities.user_transcription:
        yield Trouble(
            Verdict.LOSS,
            f"`{edge.name}` carries nothing that the caller said in `{edge.origin}`: {origin.model} "
            "does not transcribe them",
            f"take a model for `{edge.origin}` that does, or make that stage `mode: pipeline`",
            casting.place("edges", at),
        )


def fixed_line(casting: Casting, stage: str) -> str:
    """How a stage says a line word for word."""
    model = casting.realtime(stage)
    if model is None or casting.models[stage].tts:
        return "by its synthesis"
    return "by the model" if model.capabilities.supports_say else "from sound rendered beforehand"


def carries(edge: Edge) -> str:
    """What crosses, in a word."""
    return f"last {edge.carries}" if isinstance(edge.carries, int) else edge.carries


def told(edge: Edge) -> str:
    """What crosses, in words."""
    words = {
        "full": "the whole conversation",
        "summary": "the facts and a summary of the conversation",
        "facts": "the facts alone",
        "nothing": "nothing",
    }
    if isinstance(edge.carries, int):
        return f"the facts and the last {edge.carries} messages"
    return words[edge.carries]
