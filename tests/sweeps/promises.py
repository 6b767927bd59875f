"""What every call over a hand-off keeps, whatever its caller does and when; `broken` names what one did not keep."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from segue.call.events import Ended, Entered, HandedOn, HandOffRequested, Heard, Outcome, RolledBack, Said
from tests.sweeps.faults import TAKEN_BACK, Fault
from tests.sweeps.played import ENDS, FACTS, LAST_WORD, Act, Played

OF_A_FAULT: Final = ("livekit.agents: ", "segue.crossing: ", "segue.closing: an agent ")
"""Who tells of a fault in the log."""
OVER_WITHIN_S: Final = 5.0


def broken(played: Played) -> list[str]:
    """The promises that were not kept, in plain words."""
    if played.gave_up:
        return [f"did not come to an end: {played.gave_up}"]
    found = [*_words(played), *_hand_off(played), *_speakers(played), *_requests(played), *_end(played)]
    if played.act not in ENDS:
        found += [*_answered(played), *_silence(played)]
    told = () if played.setting.fault is None else OF_A_FAULT
    return [*found, *(f"error in the log: {error}" for error in played.errors if not error.startswith(told))]


def _words(played: Played) -> Iterator[str]:
    """Once, and in order; of a call that was cut off in mid-word or in mid-turn, none that was not said."""
    heard = " ".join(event.text for event in played.call.of(Heard)).split()
    uttered = [word.text for utterance in played.call.caller.said for word in utterance.words]
    said = [*uttered, *" ".join(played.call.typed).split()]
    if more := Counter(heard) - Counter(said):
        yield f"on record though not said: {' '.join(more.elements())}"
    if played.act in ENDS:
        return
    if lost := Counter(said) - Counter(heard):
        yield f"lost: {' '.join(lost.elements())}"
    elif heard != said and played.act is not Act.TYPES:
        yield f"out of order: {' '.join(heard)}"


def _answered(played: Played) -> Iterator[str]:
    """By an agent that was told of all of it, once; and the caller's last word by the one that has the call."""
    for words in filter(None, (played.words, LAST_WORD)):
        asked = [
            one
            for one in played.requests
            if words in one.heard() and (LAST_WORD in one.heard()) is (words == LAST_WORD)
        ]
        if not asked:
            yield f"no model was asked with all of: {words}"
            continue
        if Counter(asked[-1].heard().split())[words.split()[0]] != 1:
            yield f"told more than once: {asked[-1].heard()}"
        if not any(
            sound.start_s >= asked[-1].at_s and sound.speaker == asked[-1].stage for sound in played.call.earpiece.log
        ):
            yield f"not answered: {words}"
    stages = [request.stage for request in played.requests if LAST_WORD in request.heard()]
    if stages != (["host"] if played.setting.fault in TAKEN_BACK else ["teller"]):
        yield f"the last word was answered by {stages}"


def _hand_off(played: Played) -> Iterator[str]:
    """Done whole or undone whole, and never both."""
    line, state, fails = played.call, played.call.call.state, played.setting.fault in TAKEN_BACK
    undone = [event.hand_off for event in line.of(RolledBack)]
    entered = [event.hand_off for event in line.of(Entered) if event.hand_off]
    made = [number for number in entered if number not in undone]
    for number in {event.hand_off for event in line.of(HandedOn)} - {*undone, *made}:
        yield f"hand-off {number} has no end"
    if not fails and {*undone} & {*entered}:
        yield "a hand-off was made and undone"
    if state.crossings.get("to_teller", 0) != len(made):
        yield f"{state.crossings} crossings on the books, and {len(made)} made"
    if state.known() != ({} if made else FACTS):
        yield f"facts are {state.known()} with {len(made)} hand-offs made"
    if list(state.path) != ["host", *("teller" for _ in made)]:
        yield f"the path is {state.path}"
    if played.act not in ENDS and (len(made), bool(undone)) != ((0, True) if fails else (1, False)):
        yield f"{len(made)} hand-offs made, {[event.reason for event in line.of(RolledBack)]} undone"
    if state.hand_off is not None:
        yield "a hand-off is left open"


def _speakers(played: Played) -> Iterator[str]:
    """One after the other; and what is on record as theirs is what was heard of them, but for a word that was cut."""
    earpiece = played.call.earpiece
    turns = [speaker for speaker, _ in groupby(speaker for speaker, _ in earpiece.turns())]
    given_back = ["host", "teller", "host"]  # of the one in the middle a line of the profile's is heard
    if turns != given_back[: len(turns)] or (len(turns) > 2 and played.setting.fault not in TAKEN_BACK):
        yield f"spoke in turn: {turns}"
    for speaker in ("host", "teller"):
        said = " ".join(event.text for event in played.call.of(Said) if event.stage == speaker).split()
        whole = earpiece.text(speaker=speaker).split()
        begun = [sound.text for sound in earpiece.log if sound.speaker == speaker]
        if Counter(whole) - Counter(said) or Counter(said) - Counter(begun):
            yield f"{speaker} said {' '.join(whole)!r}, on record is {' '.join(said)!r}"


def _requests(played: Played) -> Iterator[str]:
    """A model is asked once as its agent takes the call, and once a turn of the caller's."""
    line = played.call
    asked_s = next((event.at_s for event in line.of(HandOffRequested)), float("inf"))
    entered_s = next((event.at_s for event in line.of(Entered) if event.hand_off), float("inf"))
    undone_s = next((event.at_s for event in line.of(RolledBack)), float("inf"))
    if "host" in played.setting.realtime:
        return  # a provider that takes the turns answers unasked; it is cut, and heard by nobody
    if late := [one for one in played.requests if one.stage == "host" and asked_s < one.at_s < undone_s]:
        yield f"the host's model was asked {len(late)} more times"
    host = 1 + sum(event.at_s <= asked_s or event.at_s > undone_s for event in line.of(Heard)) + (undone_s < 999.0)
    teller = 1 + sum(event.at_s > entered_s for event in line.of(Heard))
    for stage, permitted in (("host", host), ("teller", teller)):
        asked = [f"{request.at_s:.2f}" for request in played.requests if request.stage == stage]
        if len(asked) > permitted:
            yield f"{stage}'s model was asked at {asked}, {permitted} times would do"


def _silence(played: Played) -> Iterator[str]:
    """Until the agents have come to rest, nobody is heard for no longer than that."""
    said = [(each.start_s, each.end_s) for each in played.call.earpiece.log]
    said += [(each.start_s, each.end_s) for each in played.call.caller.said]
    said += [(played.at_s, played.at_s)] if played.call.typed else []
    until_s = 0.0
    for start_s, end_s in sorted(said):
        if start_s < played.quiet_s and start_s - until_s > played.setting.silent_at_most_s:
            yield f"silent for {start_s - until_s:.2f} s at {until_s:.2f} s"
        until_s = max(until_s, end_s)


def _end(played: Played) -> Iterator[str]:
    """The call is over in time, once, and as it was ended."""
    ended = played.call.of(Ended)
    if len(ended) != 1:
        yield f"ended {len(ended)} times"
        return
    outcome = Outcome.TIME_UP if played.act is Act.TIME_UP else Outcome.HUNG_UP
    if ended[0].outcome is not outcome:
        yield f"ended as {ended[0].outcome}"
    if played.act is Act.TIME_UP:
        mute = played.setting.fault in (Fault.TTS_RAISES, Fault.TTS_STALLS)  # then it may be a voice that fails
        if not mute and not played.call.earpiece.text().endswith(played.call.call.profile.lines.time_up):
            yield f"the last words were not heard: {played.call.earpiece.text()!r}"
    elif played.over_s - played.hung_up_s > OVER_WITHIN_S:
        yield f"over {played.over_s - played.hung_up_s:.2f} s after the hang-up"
