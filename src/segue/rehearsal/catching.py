"""What the caller's words say of facts, and what else they want: phrases matched, the longest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from segue.facts.lexicon import lexicon
from segue.profile.model import FactSpec, FactType, Profile
from segue.rehearsal.hearing import Words, finds, is_all, is_only, listen, parts, plain, spelled
from segue.rehearsal.phrases import Phrase, PhraseKind, phrases
from segue.rehearsal.values import made


@dataclass(frozen=True, slots=True)
class Claim:
    """A phrase found: its words begin at `start`; `end` is where they, or those before the value, end."""

    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Caught:
    """What was understood."""

    values: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    """The answer to an aside."""
    tool: str = ""
    """The tool that was asked for."""
    stop: bool = False
    refuses: bool = False
    rest: tuple[Words, ...] = ()
    """Runs of words that no phrase explains, none longer than a sentence."""


def catch(text: str, profile: Profile, stage: str) -> Caught:
    """What `text`, spoken in `stage`, says by the phrases of the profile and of `english.yaml`."""
    words = listen(text)
    claims: list[Claim | None] = [None] * len(words)
    found = [*_claimed(words, phrases(profile, stage), claims)]
    if any(profile.facts[name].type is FactType.TEXT for name in profile.stages[stage].facts):
        _let_go(words, claims)
    values: dict[str, str] = {}
    for claim in sorted(found, key=lambda claim: claim.start):
        spec = profile.facts.get(claim.phrase.key)
        if spec and claim.phrase.kind is PhraseKind.SLOT and (value := _captured(words, claims, claim, spec)):
            values[claim.phrase.key] = value
    # A word inside somebody's tale ("a dark forest") is no choice of a mood: such claims have gone by now.
    left = sorted((claim for claim in found if claims[claim.start] is claim), key=lambda claim: claim.start)
    meant = [claim for claim in left if not _denied(words, claim)]
    values |= {claim.phrase.key: claim.phrase.value for claim in meant if claim.phrase.kind is PhraseKind.CHOICE}
    kinds = {claim.phrase.kind for claim in left}
    return Caught(
        values,
        says=next((claim.phrase.key for claim in left if claim.phrase.kind is PhraseKind.ASIDE), ""),
        tool=next((claim.phrase.key for claim in meant if claim.phrase.kind is PhraseKind.TOOL), ""),
        stop=PhraseKind.STOP in kinds or is_only(words, lexicon().stop_only),
        refuses=PhraseKind.REFUSAL in kinds,
        rest=tuple(_runs(words, claims)),
    )


def _claimed(words: Words, listened: list[Phrase], claims: list[Claim | None]) -> Iterator[Claim]:
    for phrase in listened:
        for start in finds(words, phrase.before) if phrase.before else range(1, len(words)):
            end = start + len(phrase.before)
            taken = [*range(start, end)]
            if phrase.after:
                tails = [at for at in finds(words[end:], phrase.after) if at > 0 or not phrase.before]
                if not tails or (not phrase.before and tails[0] != 0):
                    continue
                taken += range(end + tails[0], end + tails[0] + len(phrase.after))
            if phrase.kind is PhraseKind.SLOT and not phrase.after and end >= len(words):
                continue
            if any(claims[at] for at in taken):
                continue
            claim = Claim(phrase, start, end)
            for at in taken:
                claims[at] = claim
            yield claim


def _let_go(words: Words, claims: list[Claim | None]) -> None:
    """Give up choices that only describe: "a little dark robot" is no wish for a mood."""
    for at, claim in enumerate(claims):
        if claim is None or claim.phrase.kind is not PhraseKind.CHOICE or at != claim.start or at == 0:
            continue
        before = words[at - 1]
        inside = not claims[at - 1] and not before.ends and before.plain not in lexicon().articles
        if inside and _describes(words, claims, claim):
            claims[at : claim.end] = [None] * (claim.end - at)


def _captured(words: Words, claims: list[Claim | None], claim: Claim, spec: FactSpec) -> str | None:
    """The value in the slot of `claim`, or None if nothing fit to be one stands there."""
    if not claim.phrase.before:
        at = claim.start
        while at > 0 and not claims[at - 1] and not words[at - 1].ends:
            at -= 1
        return made(words[at : claim.start], spec)
    at = claim.end
    while at < len(words) and not _bounds(words, claims, at, claim.end, spec):
        at += 1
        if words[at - 1].ends:
            break
    # "Mara, M A R A": the letters have the last word.
    free = next((end for end in range(at, len(words)) if claims[end]), len(words))
    by_letters = spec.type is FactType.NAME and len(words[at - 1 : at + 1][-1].plain) == 1
    if by_letters and (value := spelled(words[claim.end : free])):
        claims[claim.end : free] = [claim] * (free - claim.end)
        return value
    if at < len(words) and (bound := claims[at]) and bound.phrase.kind is PhraseKind.CHOICE:
        # "A sailor and a spooky one", with or without a comma: the last article is the choice's.
        while at > claim.end and words[at - 1].plain in {*lexicon().articles, *lexicon().joiners}:
            at -= 1
    if value := made(words[claim.end : at], spec, weak=claim.phrase.before in map(plain, lexicon().weak)):
        claims[claim.end : at] = [claim] * (at - claim.end)
    return value


def _bounds(words: Words, claims: list[Claim | None], at: int, start: int, spec: FactSpec) -> bool:
    """Whether a value that begins at `start` ends before the word at `at`."""
    said, claim = words[at:], claims[at]
    free = spec.type is FactType.TEXT
    if claim is not None:
        whole = free and at > start and claim.phrase.kind in (PhraseKind.CHOICE, PhraseKind.STOP, PhraseKind.REFUSAL)
        return not (whole and (claim.phrase.kind is not PhraseKind.CHOICE or _describes(words, claims, claim)))
    return bool(said) and _stops(words, claims, at, free=free)


def _describes(words: Words, claims: list[Claim | None], claim: Claim) -> bool:
    """Whether a choice's words belong to what follows them: "a dark forest", but not "a dark tale"."""
    at = claim.end
    if at >= len(words) or words[at - 1].ends or claims[at]:
        return False
    return words[at].plain not in lexicon().empty and not _stops(words, claims, at, free=True)


def _stops(words: Words, claims: list[Claim | None], at: int, *, free: bool) -> bool:
    e, said = lexicon(), tuple(word.plain for word in words[at:])
    if any(said[: len(stop)] == stop for stop in map(plain, e.stoppers)):
        return True
    if said[0] in e.joiners:
        return not free or len(said) < 2 or claims[at + 1] is not None or said[1] in e.clauses
    return not free and said[0] in e.clauses


def _denied(words: Words, claim: Claim) -> bool:
    """ "Not spooky" chooses nothing."""
    before = parts(words[max(0, claim.start - 2) : claim.start])
    near = before[-1] if before and not before[-1][-1].ends else ()
    return any(word.plain in lexicon().denials for word in near)


def _runs(words: Words, claims: list[Claim | None]) -> Iterator[Words]:
    run: Words = ()
    for word, claim in zip(words, claims, strict=True):
        if claim is not None:
            # "A funny dragon": the article is the dragon's.
            if claim.phrase.kind is PhraseKind.CHOICE and is_all(run, lexicon().articles) and not word.ends:
                continue
            if run:
                yield run
            run = ()
            continue
        run = (*run, word)
        if word.stops:
            yield run
            run = ()
    if run:
        yield run
