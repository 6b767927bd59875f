"""One call's feed: listens to the call and the room, and tells the caller's participant, nobody else, what happens."""

from typing import Final

from livekit import rtc
from livekit.agents import UserInputTranscribedEvent

from segue.call.call import Call
from segue.call.events import Event, Heard
from segue.call.state import State
from segue.transports.feed.numbered import Numbered, unnumbered
from segue.transports.feed.passing import Passing
from segue.transports.feed.sending import Sending
from segue.transports.feed.telling import Telling

TOLD_WITHIN_S: Final = 0.5
"""How long the end of a call waits for its last lines to go; they take a few milliseconds."""


class CallerFeed:
    """Tells `caller` of `call` from here on, and tells it all again whenever they join anew. Without one, nobody."""

    def __init__(self, room: rtc.Room, caller: rtc.RemoteParticipant | None, call: Call, models: str) -> None:
        self._room = room
        self._identity = caller.identity if caller else ""
        self._call = call
        self._telling = Telling(call.profile, call.call_id, models)
        self._log = Numbered()
        self._sending = Sending(room, self._identity, self._log.lines, lambda: self._passing.take())
        self._passing = Passing(self._sending.go_on)
        self._recognised: list[str] = []
        for line in self._telling.opening(call.state):
            self._log.add(call.now(), line)
        self._sending.go_on()
        call.subscribe(self._on_event)
        room.on("participant_active", self._on_participant)

    def hear(self, event: UserInputTranscribedEvent) -> None:
        """The STT has told of words: they are shown until what it makes of the whole turn is there."""
        words = event.transcript.strip()
        if event.is_final:
            self._recognised.append(words)
        elif words:
            text = " ".join([*self._recognised, words])
            self._passing.put(unnumbered(self._call.now(), {"kind": "hearing", "text": text}))

    async def finish(self) -> None:
        """The call is over: see its last lines off, before the room goes."""
        self._room.off("participant_active", self._on_participant)
        self._passing.forget()
        await self._sending.finish(TOLD_WITHIN_S)

    def _on_event(self, event: Event, state: State) -> None:
        if isinstance(event, Heard):
            self._recognised.clear()
            self._passing.forget()
        for line in self._telling.of(event, state):
            self._log.add(event.at_s, line)
        self._sending.go_on()

    def _on_participant(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity == self._identity:
            self._sending.from_the_start()
