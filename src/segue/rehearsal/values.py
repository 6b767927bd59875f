"""Whether words are fit to be a fact's value, by its type; and the value alone that they make, as heard."""

from difflib import SequenceMatcher, get_close_matches

from segue.facts.lexicon import lexicon
from segue.profile.model import FactSpec, FactType
from segue.rehearsal.alone import alone
from segue.rehearsal.hearing import Words, plain, spelled, starts, stripped, written

LONGEST = {FactType.NAME: 3, FactType.PLACE: 5, FactType.TEXT: 12, FactType.CHOICE: 4}
"""Words. A longer answer to such a question is talk about something else."""


def made(words: Words, spec: FactSpec, *, weak: bool = False) -> str | None:
    """The value that `words` make; None if they can't be one. `weak`: after words that lead much else."""
    words = stripped(words, (), lexicon().closers)
    if not words or len(words) > LONGEST[spec.type]:
        return None
    if spec.type is FactType.CHOICE:
        return nearest_choice(words, spec)
    heard = [word.plain for word in words]
    if tuple(heard) in map(plain, lexicon().not_values):
        return None
    if spec.type is FactType.TEXT:
        return None if all(each in lexicon().empty for each in heard) else alone(spec.type, written(words))
    if all(len(each) == 1 for each in heard) and (joined := spelled(words)):
        return joined
    place = lexicon().place_words if spec.type is FactType.PLACE else []
    if any(each in lexicon().not_names and each not in place for each in heard) or heard[-1] in place:
        return None
    # "I'm so happy": a name of several words that comes after a mere "I'm" is written with capitals.
    if weak and spec.type is FactType.NAME and len(words) > 1 and not words[0].said[0].isupper():
        return None
    return alone(spec.type, written(words))


def bare(words: Words, spec: FactSpec) -> str | None:
    """The value in a short answer to the question for it; None where the words answer nothing."""
    # A point ends what a text is about; a comma ends a name or a place ("Turin, in Italy").
    e = lexicon()
    words = stripped(words, e.leads, e.closers)
    talk = starts(words, e.questions) or {*e.addresses} & {word.plain for word in words}
    if spec.type is FactType.TEXT and talk:
        return None
    if spec.type is FactType.PLACE:
        inside = next((at for at, word in enumerate(words) if at and word.plain in e.inside), len(words))
        words = words[:inside]
    return made(words, spec)


def nearest_choice(words: Words, spec: FactSpec) -> str | None:
    """The choice that one of `words` nearly names: recognition may have misheard it."""
    ways = {"".join(plain(way)): value for value, told in spec.choices.items() for way in (value, *told)}
    for word in words:
        if len(word.plain) > 3 and (close := get_close_matches(word.plain, [*ways], n=1, cutoff=0.8)):
            return ways[close[0]]
    return None


def likeness(one: str, other: str) -> float:
    """How much two values look alike, 0 to 1, without case and punctuation."""
    return SequenceMatcher(None, " ".join(plain(one)), " ".join(plain(other))).ratio()


def same(one: str, other: str | None) -> bool:
    """Whether two values differ in case and punctuation at most."""
    return other is not None and plain(one) == plain(other)
