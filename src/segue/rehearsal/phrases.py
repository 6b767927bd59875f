"""What is listened for in a stage: the profile's phrases, and those of `english.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from segue.facts.lexicon import lexicon
from segue.profile.model import FactSpec, Profile
from segue.rehearsal.hearing import PlainWords, plain


class PhraseKind(Enum):
    """What a phrase stands for."""

    SLOT = auto()
    CHOICE = auto()
    ASIDE = auto()
    TOOL = auto()
    STOP = auto()
    REFUSAL = auto()
    BLOCK = auto()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to listen for; in a slot's phrase the value stands between `before` and `after`."""

    kind: PhraseKind
    before: PlainWords
    after: PlainWords = ()
    key: str = ""
    """The fact, the tool, or what is said to an aside."""
    value: str = ""
    """For a choice: which."""

    @property
    def length(self) -> tuple[int, int]:
        """How much it says: the longest phrase has the first claim on words."""
        both = self.before + self.after
        return len(both), sum(map(len, both))


def phrases(profile: Profile, stage: str) -> list[Phrase]:
    """Everything to listen for in `stage`, the longest phrase first."""
    asides, calls = profile.rehearsal.asides if profile.rehearsal else [], profile.stage_lines(stage).calls
    known = [
        *(Phrase(PhraseKind.ASIDE, plain(heard), key=aside.says) for aside in asides for heard in aside.heard),
        *(Phrase(PhraseKind.TOOL, plain(heard), key=tool) for tool, of in calls.items() for heard in of.heard),
        *(Phrase(PhraseKind.STOP, plain(heard)) for heard in lexicon().stop),
        *(Phrase(PhraseKind.REFUSAL, plain(heard)) for heard in lexicon().refusals),
        *(Phrase(PhraseKind.BLOCK, plain(heard)) for heard in lexicon().blocks),
        *(p for name, spec in profile.facts.items() for p in _listened_for(name, spec, profile, stage)),
    ]
    return sorted(known, key=lambda phrase: phrase.length, reverse=True)


def _listened_for(name: str, spec: FactSpec, profile: Profile, stage: str) -> Iterator[Phrase]:
    """In its own stage a fact's every phrase; elsewhere explicit ones, lest chat be mistaken for a fact."""
    stages = [*profile.stages]
    homes = [at for at, each in enumerate(stages) if name in profile.stages[each].facts]
    own, earlier = stage in (stages[at] for at in homes), bool(homes) and min(homes) < stages.index(stage)
    weak = {plain(phrase) for phrase in lexicon().weak}
    for heard in profile.rehearsal.heard.get(name, ()) if profile.rehearsal else ():
        before, _, after = heard.partition("{}")
        both = plain(before) + plain(after)
        if own or (homes and len(both) > 1 and both not in weak):
            yield Phrase(PhraseKind.SLOT, plain(before), plain(after), name)
    for value, ways in spec.choices.items():
        for way in map(plain, (value, *ways)):
            if own or (homes and len(way) > 1 and not earlier):
                yield Phrase(PhraseKind.CHOICE, way, key=name, value=value)
