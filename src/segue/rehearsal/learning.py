"""What is new in the caller's words: facts given, put right or kept back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from segue.facts import places
from segue.facts.lexicon import lexicon
from segue.profile.model import FactSpec, FactType
from segue.rehearsal.answers import asks, no
from segue.rehearsal.catching import Caught, catch
from segue.rehearsal.hearing import Words, listen, parts, plain, spelled, starts, stripped, written
from segue.rehearsal.scene import Scene
from segue.rehearsal.values import bare, likeness, made, nearest_choice, same
from segue.rehearsal.view import Spoke, View

ALIKE = 0.5
"""From here on a word put right is taken for the known value it looks like: "Mara" is 0.75 like "Sara"."""


@dataclass(frozen=True, slots=True)
class News:
    """What is to be remembered, and what else was caught."""

    caught: Caught
    values: Mapping[str, str] = field(default_factory=dict)
    declined: tuple[str, ...] = ()


def news(text: str, view: View, scene: Scene) -> News:
    """What `text` adds to what is known."""
    caught, known = catch(text, scene.profile, scene.stage), view.known
    values = dict(caught.values)
    missing = [name for name in scene.missing(known) if name not in values]
    if not missing or no(text):
        values = {**_put_right(text, caught, view, scene), **values}
    if not (no(text) and values) and not caught.stop and not asks(text):
        values |= _answers(caught, missing, values, view, scene)
    fresh = {name: value for name, value in values.items() if not same(value, known.get(name))}
    still = [name for name in missing if name not in values]
    return News(caught, fresh, tuple(_kept_back(text, caught, still, scene)))


def _answers(
    caught: Caught, missing: list[str], values: Mapping[str, str], view: View, scene: Scene
) -> Iterator[tuple[str, str]]:
    """Bare answers to the pending question; to several, in their order, where all were asked for at once."""
    at_once = bool(scene.lines.asks_all) and not any(name in view.known for name in scene.spec.facts)
    runs = [*caught.rest]
    for name in missing if at_once else missing[:1]:
        spec = scene.profile.facts[name]
        pieces = runs if spec.type is FactType.TEXT else [piece for run in runs for piece in _pieces(run)]
        # "The name is Bond, James Bond" names no place.
        told = set(plain(scene.profile.persona)) | {word for each in values.values() for word in plain(each)}
        for at, piece in enumerate(pieces):
            value = _bare(piece, spec, alone=not values)
            if value and (spec.type is FactType.TEXT or not told & {*plain(value)}):
                yield name, value
                runs = pieces[at + 1 :]
                break
        else:
            return


def _pieces(run: Words) -> list[Words]:
    """What may be several names: parted at every stop, and at "and"."""
    joins = [at for at, word in enumerate(run) if word.plain in lexicon().joiners]
    cuts = [0, *joins, len(run)]
    return [part for start, end in pairwise(cuts) for part in parts(run[start:end])]


def _bare(piece: Words, spec: FactSpec, *, alone: bool) -> str | None:
    if spec.type is FactType.CHOICE:
        return nearest_choice(piece, spec) if alone and len(piece) <= 4 else None
    return (spelled(piece) if spec.type is FactType.NAME else None) or bare(piece, spec)


def _put_right(text: str, caught: Caught, view: View, scene: Scene) -> dict[str, str]:
    """A correction that names no fact: it means the one it looks like, or else the one asked for last."""
    words = tuple(word for run in caught.rest for word in run)
    names = [*scene.spec.facts, *(name for name in view.known if name not in scene.spec.facts)]
    free = [name for name in names if scene.profile.facts[name].type is not FactType.CHOICE]
    texts = {name: value for name in free if (value := view.known.get(name))}
    if not words or not texts or asks(text):
        return {}
    old, new = _contrast(words)
    by_letters = spelled(words)
    framed = bool(by_letters or old or no(text) or caught.values or starts(words, lexicon().corrections))
    framed = framed or _just_said(scene.lines.asks_again, view, scene)
    looks = by_letters or written(old or new)
    for name in sorted(texts, key=lambda name: likeness(texts[name], looks), reverse=True):
        value = by_letters or made(new, scene.profile.facts[name])
        if value and likeness(texts[name], written(old) or value) >= (ALIKE if framed else ALIKE + 0.1):
            return {name: value}
    if not framed or old or scene.missing(view.known):
        return {}
    for name in _asked(view, scene, place=places.exact(looks) is not None):
        if name in texts and (value := by_letters or bare(new, scene.profile.facts[name])):
            return {name: value}
    return {}


def _contrast(words: Words) -> tuple[Words, Words]:
    """ "Not Sara, Mara" and "Mara, not Sara" as (Sara, Mara); else nothing, and what "no, it's" leads to."""
    e = lexicon()
    frames = (*e.no_starts, *e.corrections, *e.leads)
    pieces = [piece for part in parts(words) for piece in _at_but(part)]
    denied = {each: at for each in pieces if (at := _denial(each)) is not None}
    olds = [each[at + 1 :] for each, at in denied.items() if len(each) > at + 1]
    news = [piece for each in pieces if each not in denied and (piece := stripped(each, frames, e.closers))]
    return (olds[0] if olds and news else ()), (news[0] if news else ())


def _denial(words: Words) -> int | None:
    """Where "not" stands in the words before a value, as in "my name isn't Sara"."""
    return next((at for at, word in enumerate(words[:4]) if word.plain in lexicon().denials), None)


def _at_but(words: Words) -> list[Words]:
    at = next((at for at, word in enumerate(words) if word.plain in lexicon().turns), len(words))
    return [part for part in (words[:at], words[at + 1 :]) if part]


def _kept_back(text: str, caught: Caught, missing: list[str], scene: Scene) -> Iterator[str]:
    """The fact the caller would rather not give: the one they name, else the one they were asked for."""
    if not caught.refuses or not missing or asks(text):
        return
    named = [name for name in missing if name in {word.plain for word in listen(text)}]
    name = (named or missing)[0]
    spec = scene.profile.facts[name]
    # Where nothing can stand in for it ("which day?") the question stays.
    if spec.type is not FactType.CHOICE or spec.unknown:
        yield name


def _asked(view: View, scene: Scene, *, place: bool) -> Iterator[str]:
    """The stage's facts, those the agent asked for last first; `place`: what was said is the name of one."""
    if place:
        yield from (name for name in scene.spec.facts if scene.profile.facts[name].type is FactType.PLACE)
    for turn in reversed(view.turns):
        if isinstance(turn, Spoke) and not turn.caller:
            asks = scene.lines.asks.items()
            yield from (name for name, line in asks if scene.fill(line, view.known) in turn.text)
    yield from scene.spec.facts


def _just_said(line: str, view: View, scene: Scene) -> bool:
    spoken = [turn.text for turn in view.turns if isinstance(turn, Spoke) and not turn.caller]
    return bool(spoken) and scene.fill(line, view.known) in spoken[-1]
