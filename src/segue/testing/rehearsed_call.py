"""A call that is over: what came of it, and the assertions that a test makes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from segue.call.events import Event, Heard, Outcome, Said
from segue.call.state import State
from segue.caller.judgement import Judgement, judge
from segue.caller.script import Expect
from segue.player.tool_uses import ToolUse
from segue.profile.yaml.plain_words import all_told
from segue.testing.retold import retold


@dataclass(frozen=True, slots=True)
class RehearsedCall:
    """What `rehearse` gives back."""

    expected: Expect
    """What the caller's file expects."""
    spoken: Sequence[str | None]
    """The lines of the caller, as far as they were said; None for a recording without a text."""
    events: Sequence[Event]
    state: State
    """The last one."""
    tools: Sequence[ToolUse]
    """Every tool that was called, in order, hand-offs included."""
    longest_wait_s: float
    """The longest the caller waited for the agents. Typed: 0, or infinite where an answer never came."""
    goodbye_whole: bool
    """Whether the agents' last words were played to their end."""
    troubles: Sequence[str] = ()
    """What was wrong with the rehearsal itself: a scripted LLM with replies left over, or with too few."""
    record: Path | None = None
    """The folder of its record, where one was asked for."""

    @property
    def path(self) -> list[str]:
        """The stages, in the order the caller met them."""
        return [*self.state.path]

    @property
    def facts(self) -> dict[str, str]:
        """What is known of the caller, as stored."""
        return self.state.known()

    @property
    def outcome(self) -> Outcome | None:
        """How the call ended. It compares with plain words: `call.outcome == "goodbye"`."""
        return self.state.outcome

    @property
    def heard(self) -> list[str]:
        """What the agents understood of what the caller said."""
        return [event.text for event in self.events if isinstance(event, Heard)]

    def said(self, stage: str | None = None) -> list[str]:
        """What the agents said, speech by speech; with a `stage`, what that one's did."""
        words = [event for event in self.events if isinstance(event, Said)]
        return [event.text for event in words if stage in (None, event.stage)]

    @property
    def failures(self) -> tuple[str, ...]:
        """What is not as the caller's file expects."""
        return (*self.judged(self.expected).failures, *self.troubles)

    @property
    def transcript(self) -> str:
        """The call as it would be read, each tool where it was called."""
        return retold(self.events, self.tools)

    def judged(self, expect: Expect) -> Judgement:
        """How the call compares with what is expected, and how much of the caller was misheard."""
        return judge(
            expect,
            self.spoken,
            self.events,
            self.state,
            tools=[use.name for use in self.tools],
            longest_wait_s=self.longest_wait_s,
            goodbye_whole=self.goodbye_whole,
        )

    def as_expected(self) -> None:
        """Raise `AssertionError`, which shows the call, unless all is as the caller's file expects."""
        __tracebackhide__ = True  # pytest shows the line of the test, not this one
        self._hold(self.failures)

    def expect(
        self,
        *,
        outcome: str | None = None,
        facts: Mapping[str, str | int | float | bool] | None = None,
        path: Sequence[str] = (),
        tools: Sequence[str] = (),
        said: Sequence[str] = (),
        longest_wait_s: float | None = None,
    ) -> None:
        """Raise `AssertionError`, which shows the call, unless it came to this; what is not given is not judged.

        The words are those of a caller's file under `expect:`, and mean the same.
        """
        __tracebackhide__ = True
        given = {"outcome": outcome, "path": path, "tools": tools, "said": said, "longest_wait_s": longest_wait_s}
        try:
            written = json.dumps(given | {"facts": facts or {}}, default=list)
            expected = Expect.model_validate_json(written, strict=True)
        except ValidationError as invalid:
            wrong = all_told(invalid.errors(), Expect, json.loads(written))
            raise TypeError("; ".join(f"{what}: {fix}" for _, what, fix in wrong)) from None
        self._hold((*self.judged(expected).failures, *self.troubles))

    def _hold(self, failures: Sequence[str]) -> None:
        __tracebackhide__ = True
        if failures:
            what = "\n".join(f"not as expected: {failure}" for failure in failures)
            raise AssertionError(f"{what}\n\n{self.transcript}")
