"""What a caller's screen is told of each event. Reads no clock and sends nothing: the same events, the same lines."""

import math
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any, TypeAlias

from segue.call.events import (
    CallerAway,
    CallerBack,
    Ended,
    Entered,
    Event,
    HandedOn,
    HandOffRequested,
    Heard,
    LineHeard,
    Resumed,
    RolledBack,
    Said,
    Settled,
    TypedIn,
)
from segue.call.state import Fact, State
from segue.profile.model import Profile
from segue.profile.outline import outline

Told: TypeAlias = dict[str, Any]


class Telling:
    """Makes the lines of one call, without their numbers and seconds."""

    def __init__(self, profile: Profile, call_id: str, models: str) -> None:
        self._profile = profile
        self._call_id = call_id
        self._models = models
        self._known: Mapping[str, Fact] = {}
        """The facts, as they were told."""
        self._hand_offs: dict[int, Told] = {}
        self._typed: list[str] = []
        """What was typed, and is not on record as heard."""
        self._away_at_s: float | None = None
        self._turns = 0
        self._answers_s: list[float] = []

    def opening(self, state: State) -> list[Told]:
        """What stands before all events: the profile's outline, and the facts that are known."""
        call = _line("call", call=self._call_id, models=self._models, **outline(self._profile))
        return [call, *self._of_facts(state)]

    def of(self, event: Event, state: State) -> list[Told]:
        """The lines of `event`, after which the call is in `state`; most events have none."""
        return [*self._of(event, state), *self._of_facts(state)]

    def _of(self, event: Event, state: State) -> Iterator[Told]:
        match event:
            case TypedIn():
                self._typed.append(event.text)
            case Heard():
                yield self._heard(event)
            case Said():
                yield self._said(event)
            case LineHeard(whole=True):
                yield _line("said", stage=event.stage, text=event.text, cut="", interrupted=False)
            case HandOffRequested() if asked := state.hand_off:
                self._hand_offs[asked.number] = {"edge": asked.edge, "origin": asked.origin, "target": asked.target}
                yield self._step("requested", asked.number)
            case HandedOn():
                yield self._step("committed", event.hand_off)
            case Entered():
                if event.hand_off is not None:
                    yield self._step("entered", event.hand_off)
                yield self._stage(event.stage, state)
            case RolledBack():
                yield self._step("rolled_back", event.hand_off, reason=event.reason)
            case Resumed():
                yield self._stage(event.stage, state)
            case Settled():
                yield _line("settled", stage=event.stage, summary=event.summary)
            case CallerAway() if self._away_at_s is None:
                self._away_at_s = event.at_s
                yield _line("away")
            case CallerBack() if self._away_at_s is not None:
                yield _line("back", away_s=_seconds(event.at_s - self._away_at_s))
                self._away_at_s = None
            case Ended():
                yield self._ended(event)

    def _of_facts(self, state: State) -> Iterator[Told]:
        """What has become of the facts since they were told: learnt, corrected, declined, or to be asked anew."""
        if state.facts is self._known:
            return
        before, self._known = self._known, state.facts
        for name, fact in state.facts.items():
            was = before.get(name)
            if was is None or was.value != fact.value:
                yield _line("fact", name=name, value=fact.value, before=was and was.value)
        if gone := [name for name in before if name not in state.facts]:
            yield _line("forgotten", names=gone)

    def _heard(self, event: Heard) -> Told:
        typed = event.text in self._typed
        if typed:
            self._typed.remove(event.text)
        self._turns += 1
        return _line(
            "heard",
            text=event.text,
            typed=typed,
            recognition_s=_seconds(event.recognition_s),
            end_of_turn_s=_seconds(event.end_of_turn_s),
        )

    def _said(self, event: Said) -> Told:
        if (answer_s := _seconds(event.answer_s)) is not None:
            self._answers_s.append(answer_s)
        return _line(
            "said",
            stage=event.stage,
            text=event.text,
            cut=event.unheard,
            interrupted=event.interrupted,
            answer_s=answer_s,
            first_token_s=_seconds(event.first_token_s),
            first_byte_s=_seconds(event.first_byte_s),
        )

    def _ended(self, event: Ended) -> Told:
        answer_median_s = round(median(self._answers_s), 3) if self._answers_s else None
        return _line(
            "ended",
            outcome=str(event.outcome),
            limit=event.limit and str(event.limit),
            turns=self._turns,
            answer_median_s=answer_median_s,
            call=self._call_id,
        )

    def _stage(self, stage: str, state: State) -> Told:
        return _line("stage", stage=stage, agent=self._profile.stages[stage].agent, path=[*state.path])

    def _step(self, step: str, number: int, **more: str) -> Told:
        return _line("hand_off", step=step, **self._hand_offs.get(number, {}), **more)


def _line(kind: str, **fields: object) -> Told:
    return {"kind": kind, **fields}


def _seconds(given: float | None) -> float | None:
    return round(given, 3) if given is not None and math.isfinite(given) else None
