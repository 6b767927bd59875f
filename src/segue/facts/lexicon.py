"""The English words and phrases that Segue goes by, read once from `english.yaml` beside this module."""

from functools import cache
from pathlib import Path

from segue.profile.strict import Model
from segue.profile.yaml.source import read


class Lexicon(Model):
    """Function words as data; what each list is for stands in the file."""

    fillers: list[str]
    interjections: list[str]
    greetings: list[str]
    noes: list[str]
    hedges: list[str]
    openers: list[str]
    polite: list[str]
    introductions: list[str]
    origins: list[str]
    whereabouts: list[str]
    inside: list[str]
    settlements: list[str]
    no_answers: list[str]
    closers: list[str]
    stoppers: list[str]
    joiners: list[str]
    clauses: list[str]
    abbreviations: list[str]
    articles: list[str]
    determiners: list[str]
    empty: list[str]
    not_names: list[str]
    place_words: list[str]
    not_values: list[str]
    weak: list[str]
    blocks: list[str]
    corrections: list[str]
    turns: list[str]
    addresses: list[str]
    times: dict[str, int]
    named_letters: dict[str, str]
    for_a_word: list[str]
    announces: list[str]
    ends_spelling: list[str]
    yes_starts: list[str]
    yes_anywhere: list[str]
    denials: list[str]
    no_starts: list[str]
    stop: list[str]
    stop_only: list[str]
    go_on: list[str]
    nods: list[str]
    wait: list[str]
    another: list[str]
    refusals: list[str]
    questions: list[str]
    pardon: list[str]
    nobody_knows: str
    either: str
    """Between the last two of several options."""

    @property
    def leads(self) -> list[str]:
        """Whatever may stand before a short answer, but for a no."""
        return [*self.interjections, *self.greetings, *self.hedges, *self.openers]


@cache
def lexicon() -> Lexicon:
    """The one there is. The first call reads the file (0.1 s); nothing does so when it is imported.

    Raises `segue.profile.yaml.source.Unreadable` if somebody broke the file.
    """
    return read(Path(__file__).with_name("english.yaml"), Lexicon)
