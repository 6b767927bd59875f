"""A whole check: every stage with its services, tried or not, and every edge."""

import asyncio
from collections.abc import Awaitable, Container, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace

import aiohttp
from livekit.agents import utils

from segue.checks.casting import Casting, alone
from segue.checks.judging import edge_row, finding_trouble, needed, played_as, stage_troubles, usual
from segue.checks.needs import Need
from segue.checks.rows import Report, StageRow, Trouble, Verdict, worst_first
from segue.checks.tool_calling import tool_troubles
from segue.checks.unwritten import lacking, with_stand_ins
from segue.models.local import weights
from segue.models.owned import OwnedModels
from segue.models.stage_models import ModelSet, StageModels
from segue.models.trials.service import Cell, Finding, Part, Role, Service
from segue.profile.load import REHEARSAL
from segue.profile.model import Profile
from segue.profile.playing import SetName
from segue.settings import Settings


async def check(
    profile: Profile,
    settings: Settings,
    *,
    offline: bool = False,
    cast: ModelSet | None = None,
    tries: Container[Part] = frozenset(Part),
) -> Report:
    """Everything there is to say of `profile`, played as the settings have it; `cast` goes before them.

    `offline`: no server is asked anything; what runs on this machine is tried all the same. Only the parts that it
    `tries` are tried. Raises `Unreadable` if the profile's file is gone.
    """
    lacks = {} if cast else lacking(profile, settings)
    casting = Casting.of(with_stand_ins(profile, lacks) if lacks else profile, settings, cast)
    every = [(stage, *one) for stage in profile.stages for one in needed(casting, stage)]
    wanted = dict[Service, tuple[str, Need]]()
    for stage, need, missing in every:
        here = need.service.here
        tried = need.service.part in tries and need.service.trial
        if not missing and tried and (here or not offline):
            wanted.setdefault(need.service, (stage, need))
    found = await _tried(casting, wanted) if wanted else {}
    stages = tuple(_stage_row(casting, stage, found, lacks.get(stage)) for stage in profile.stages)
    edges = tuple(edge_row(casting, at) for at in range(len(profile.edges)))
    return Report(profile.name, offline, stages, edges, casting.notes)


def _stage_row(
    casting: Casting, stage: str, tried: Mapping[Service, Finding], lacks: tuple[str, str] | None
) -> StageRow:
    findings = []
    for need, missing in needed(casting, stage):
        findings.append(missing or replace(tried.get(need.service) or _untried(need.service), role=need.role))
    failures = [finding_trouble(casting, stage, finding) for finding in findings if finding.reason]
    if lacks:
        why, instead = lacks
        what, fix = f"`{stage}` is {why}, and has no lines", f"add them (docs/profiles.md#rehearsal), or {instead}"
        failures.append(Trouble(Verdict.CANNOT, what, fix, str(casting.source.path.parent / REHEARSAL)))
    failures += [trouble for finding in findings for trouble in tool_troubles(casting, stage, finding)]
    return StageRow(
        worst_first([*stage_troubles(casting, stage), *failures]),
        usual(casting, stage),
        stage,
        casting.played_by(stage),
        casting.profile.stages[stage].mode,
        played_as(casting, stage),
        tuple(findings),
    )


def _untried(service: Service) -> Finding:
    if service.trial is None:
        return Finding(service)
    key = Cell.YES if service.key_setting else Cell.NEEDLESS
    return Finding(service, key, Cell.UNTRIED, Cell.UNTRIED, Cell.UNTRIED)


async def _tried(casting: Casting, wanted: Mapping[Service, tuple[str, Need]]) -> dict[Service, Finding]:
    """Each service once, all at the same time, with the models of a stage that it plays in."""
    local = [service for service in wanted if service.here]
    here, broken = await asyncio.to_thread(_models) if local else (None, "")
    async with utils.http_context.open(), aiohttp.ClientSession() as http, AsyncExitStack() as closing:
        sets = alone(casting.profile, casting.settings.models, here).sets
        owned = {name: OwnedModels(each) for name, each in sets.items()}
        for each in owned.values():
            closing.push_async_callback(each.aclose)
        made = dict[tuple[str, SetName, bool], StageModels]()
        trials = list[Awaitable[Finding]]()
        for service, (stage, need) in wanted.items():
            if broken and service.here:
                continue
            of, fallback = owned[need.of], need.role is Role.FALLBACK
            if (which := (stage, need.of, fallback)) not in made:
                made[which] = (of.fallback(stage) if fallback else None) or of.models(stage)
            assert service.trial is not None, "asked for of those that can be tried"
            trials.append(service.trial(http, service, made[which]))
        found = await asyncio.gather(*trials)
    unloaded = [_unloaded(service, broken) for service in local if broken]
    return {finding.service: finding for finding in (*found, *unloaded)}


def _models() -> tuple[weights.LocalModels | None, str]:
    """The local models, or why they do not load."""
    try:
        return weights.load(), ""
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        return None, " ".join(str(error).split())[:160] or type(error).__name__


def _unloaded(service: Service, why: str) -> Finding:
    fix = "install what requirements.lock names; `./segue` does so by itself"
    return Finding(service, trial=Cell.NO, reason=f"it does not load: {why}", fix=fix)
