"""What became of the caller's words."""

from collections import Counter

from testbed.hazards.judging.answering import asked_for, taken_up, words
from testbed.hazards.judging.verdict import OK, Judge, Verdict, count, fault
from testbed.hazards.observed import Observed


def none_lost(seen: Observed) -> Verdict:
    """Every word of the caller was put to a model that then was heard about it, or did something."""
    lost = [word for one in seen.uttered for word in words(one.text) if word not in taken_up(seen, one.from_s)]
    return fault(f"{count(len(lost), 'word')} lost") if lost else OK


def in_order(seen: Observed) -> Verdict:
    """The model that was asked last was told the caller's words as they were said, each once."""
    if not seen.asked:
        return OK
    told = words(seen.asked[-1].words("user"))
    said = [word for one in seen.uttered for word in words(one.text)]
    left = iter(told)
    if not all(word in left for word in said if word in told):  # each is looked for behind the one before it
        return fault("words out of order")
    times = Counter(said)
    twice = [word for word in times if told.count(word) > times[word]]
    return fault(f"{count(len(twice), 'word')} told twice") if twice else OK


def answered_by(agent: str) -> Judge:
    """Since the caller's last words it was `agent` who was asked and heard."""

    def judged(seen: Observed) -> Verdict:
        since_s = max((uttered.from_s for uttered in seen.uttered), default=0.0)
        answers = [one for one in seen.sounded if (asked := asked_for(seen, one)) and asked.at_s >= since_s]
        speakers = [one.speaker for one in answers]
        if agent in speakers:
            return OK
        return fault(f"answered by {speakers[-1]}" if speakers else "never answered")

    return judged
