"""The shape of a profile's `speech`: what becomes of text that no voice should read out as it stands."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Discriminator, Tag

from segue.profile.strict import Model, Text


class Kind(StrEnum):
    """Kinds of text that can't be spoken as they are written; each is a key of `speech`."""

    CODE = "code"
    INLINE_CODE = "inline_code"
    DATA = "data"
    TAGS = "tags"
    TABLES = "tables"
    THINKING = "thinking"
    LINKS = "links"
    EMAILS = "emails"
    IDENTIFIERS = "identifiers"
    HEADINGS = "headings"
    LISTS = "lists"
    EMPHASIS = "emphasis"
    EMOJI = "emoji"
    METADATA = "metadata"


class Plain(StrEnum):
    """What can be done to a kind of text, in a word."""

    DROP = "drop"
    """It is left out. Of mere marks (headings, lists, emphasis, tags) only the mark is: the words stay."""
    READ = "read"
    """It is read in a way that can be understood."""


def _speakable(phrase: str) -> str:
    if not any(character.isalpha() for character in phrase) or any(mark in phrase for mark in "*_#<>[]|\\`~^{}"):
        raise ValueError(f"{phrase[:40]!r} can't be spoken; write it in words")
    return phrase


class SaidInstead(Model):
    """The text is left out, and this is said in its place."""

    say: Annotated[Text, AfterValidator(_speakable)]


def _form(value: object) -> str:
    return "<phrase>" if isinstance(value, dict | SaidInstead) else "<word>"


Manner = Annotated[Annotated[Plain, Tag("<word>")] | Annotated[SaidInstead, Tag("<phrase>")], Discriminator(_form)]


def _unread(manner: Plain | SaidInstead) -> Plain | SaidInstead:
    if manner is Plain.READ:
        raise ValueError("thinking is never read out; make it `drop`, or `{say: a phrase}`")
    return manner


class Transcript(StrEnum):
    """What the transcript and the history keep of an agent's words. Thinking is in neither."""

    AS_WRITTEN = "as_written"
    AS_SPOKEN = "as_spoken"


class Speech(Model):
    """What is done to text before it is spoken: `drop`, `read` or `{say: a phrase}` for each kind."""

    code: Manner = Plain.DROP
    """Fenced code."""
    inline_code: Manner = Plain.READ
    """Code within a sentence."""
    data: Manner = Plain.DROP
    """JSON and the like, and tool calls that a model wrote as text."""
    tags: Plain = Plain.DROP
    """HTML, XML and SSML tags. `read` leaves them to the voice."""
    tables: Manner = Plain.READ
    """Markdown tables; read row by row."""
    thinking: Annotated[Manner, AfterValidator(_unread)] = Plain.DROP
    """What a model wrote between thinking tags."""
    links: Manner = Plain.READ
    """Web addresses. Of `[words](address)` only the words are spoken, whatever stands here."""
    emails: Manner = Plain.READ
    identifiers: Manner = Plain.READ
    """Long numbers, order numbers, UUIDs, hashes, snake_case names. Longer ones are read by their last four."""
    headings: Plain = Plain.DROP
    lists: Plain = Plain.DROP
    """The marks of list items and quotations."""
    emphasis: Plain = Plain.DROP
    """Asterisks, underscores and ~~struck~~ words."""
    emoji: Manner = Plain.DROP
    """Read by their Unicode names."""
    metadata: Manner = Plain.DROP
    """`[confidence: 0.9]`, `[1]`, and `---` front matter."""
    replaces: dict[Text, str] = {}
    """Whole words and how they are to be spoken, in any case. They come last."""
    transcript: Transcript = Transcript.AS_WRITTEN

    def manner(self, kind: Kind) -> Plain | SaidInstead:
        """What becomes of text of that kind."""
        manner: Plain | SaidInstead = getattr(self, kind.value)
        return manner

    def but(self, other: "Speech | None") -> "Speech":
        """This, with the keys that `other` gives in place of its own; `replaces` word by word."""
        if other is None:
            return self
        given = {key: getattr(other, key) for key in other.model_fields_set}
        return self.model_copy(update={**given, "replaces": {**self.replaces, **other.replaces}})
