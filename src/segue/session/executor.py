"""What the rules want done, done to the session. It decides nothing."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from livekit.agents import AgentSession

from segue.call.call import Call
from segue.call.command import (
    Arm,
    Cancel,
    Close,
    Command,
    Commit,
    Connect,
    Disconnect,
    FixedLine,
    GenerateReply,
    GoOn,
    Hush,
    Keep,
    Leave,
    Listen,
    PlayLine,
    Prepare,
    RollBack,
    SayLine,
    StopLine,
    Withdraw,
)
from segue.call.events import GoodbyeOver, Said, TurnOver
from segue.call.rules import may_answer
from segue.models.owned import OwnedModels
from segue.session.alarms import Alarms
from segue.session.closing import Closing
from segue.session.crossing import Crossing
from segue.session.fixed_lines import fixed_line, say, say_last
from segue.session.line_player import LinePlayer

GO_ON: Final = (
    "The caller's connection was gone for a moment. They are back, and have been told that you hear them. "
    "Go on from the last words that they heard, or answer what they said last. Do not greet them again."
)

logger = logging.getLogger("segue.executor")


class Executor:
    """Carries out the commands of one call."""

    def __init__(
        self,
        call: Call,
        session: AgentSession[Call],
        owned: OwnedModels,
        connect: Callable[[str], None],
        crossing: Crossing,
        closing: Closing,
        alarms: Alarms,
        lines: LinePlayer,
    ) -> None:
        self._call = call
        self._session = session
        self._owned = owned
        self._connect = connect
        self._crossing = crossing
        self._closing = closing
        self._alarms = alarms
        self._lines = lines
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, command: Command) -> None:
        """Do it, or begin to. What goes wrong is logged: the rules have a timer for whatever does not come."""
        try:
            self._do(command)
        except Exception as error:
            told = {"command": type(command).__name__, "call": self._call.call_id}
            logger.error("a command could not be carried out", exc_info=error, extra=told)

    def _do(self, command: Command) -> None:
        match command:
            case Arm():
                self._alarms.arm(command)
            case Cancel():
                self._alarms.cancel(command)
            case GenerateReply(text):
                self.hold(self._answer(text))
            case Keep(text):
                self._crossing.keep(text)
            case SayLine(line):
                self.hold(self._say(line))
            case PlayLine(line, nth):
                self.hold(self._lines.play(line, nth))
            case StopLine():
                self._lines.stop()
            case Leave(line):
                self.hold(self._leave(line))
            case Close():
                self._closing.begin()
            case Connect(stage):
                self._connect(stage)
            case Disconnect(stage):
                self.hold(self._owned.disconnect(stage))
            case Prepare(hand_off):
                self._crossing.prepare(hand_off)
            case Commit(hand_off, cut):
                self._crossing.commit(hand_off, cut=cut)
            case Withdraw(hand_off, to, reason):
                self._crossing.withdraw(hand_off, to, reason)
            case RollBack(hand_off, to, reason):
                self._crossing.roll_back(hand_off, to, reason)
            case Listen():
                self._crossing.listen()
            case Hush():
                with contextlib.suppress(RuntimeError):  # nobody is on the call yet
                    self._session.interrupt(force=True)
            case GoOn(line):
                self.hold(self._go_on(line))

    def hold(self, work: Coroutine[Any, Any, None]) -> None:
        """Keep a task of the call's own until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait for what has been begun, such as asking a silent caller."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _line(self, line: FixedLine) -> str:
        return str(getattr(self._call.profile.lines, line))

    async def _answer(self, text: str) -> None:
        await self._session.interrupt()
        # Asked anew: a hand-off may have been granted meanwhile, and then the next agent answers.
        if self._call.ask(TurnOver(at_s=self._call.now(), text=text)).permitted:
            self._session.generate_reply(user_input=text)

    async def _say(self, line: FixedLine) -> None:
        await say(self._session, self._line(line), self._call, may_be_interrupted=True)

    async def _go_on(self, line: FixedLine | None) -> None:
        if line and not await self._told(self._line(line)):
            return  # the caller has broken in, and is answered
        if may_answer(self._call.state):
            await self._session.generate_reply(instructions=GO_ON)

    async def _told(self, line: str) -> bool:
        """Say what no model is to remember: it would take what the caller said last for answered."""
        whole = await say(self._session, line, self._call, may_be_interrupted=True, remembered=False)
        if whole:
            words = fixed_line(line, self._call)
            self._call.record(Said(at_s=self._call.now(), stage=self._call.state.stage, text=words))
        return whole

    async def _leave(self, line: FixedLine) -> None:
        try:
            await say_last(self._session, self._line(line), self._call)
        except RuntimeError as error:  # the session can't speak any more
            logger.warning("the last line could not be said", extra={"error": str(error)})
        self._call.record(GoodbyeOver(at_s=self._call.now()))
