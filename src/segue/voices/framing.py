"""A line of the understudy's that someone else may word: what of it stays, and what of a wording is fit to be heard."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from livekit.agents import ChatContext, llm

from segue.voices.understudy.english import english
from segue.voices.understudy.hearing import Plain, plain
from segue.voices.understudy.llm import Understudy
from segue.voices.understudy.reading import View
from segue.voices.understudy.scene import sentences

_WORD: Final = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class Frame:
    """What of a line is said word for word, before and after what may be worded otherwise."""

    head: tuple[str, ...]
    middle: tuple[str, ...]
    tail: tuple[str, ...]
    told: bool
    """Whether it is a piece of a narration."""

    @classmethod
    def of(cls, line: str, understudy: Understudy) -> "Frame":
        """Any line is framed by its last sentence; a piece of a narration by its beginning, and by its last two."""
        parts = tuple(sentences(line))
        chapters = understudy.profile.stage_lines(understudy.stage).chapters
        if chapters and len(parts) > 2 and line.endswith("?"):
            first = 2 if len(parts) > 4 else 1
            return cls(parts[:first], parts[first:-2], parts[-2:], told=True)
        return cls((), parts[:-1], parts[-1:], told=False)

    @property
    def line(self) -> str:
        """The whole line."""
        return " ".join([*self.head, *self.middle, *self.tail])

    def fits(self, sentence: str, said: Iterable[str], heard: str) -> bool:
        """Whether a sentence of a model's may be said after `said`; `heard`: all the names and numbers it may use.

        It asks nothing, since the line does; it repeats nothing; and outside a tale it makes up no name and no number.
        """
        words = plain(sentence)
        if not words or "?" in sentence or words in map(plain, (*said, *self.tail)):
            return False
        return self.told or set(names(sentence)) <= {*plain(heard), *plain(self.line)}

    def left_out(self, worded: list[str], facts: Iterable[str]) -> list[str]:
        """The sentences that `worded` does not stand for: with a question, a name, a number or one of `facts`."""
        spoken = set(plain(" ".join([*self.head, *worded, *self.tail])))
        if not worded:
            return [*self.middle]
        told = [set(_bare(fact)) for fact in facts]

        def wanting(sentence: str) -> bool:
            words = set(plain(sentence))
            kept = [*(fact for fact in told if fact <= words), set(names(sentence))]
            return sentence.endswith("?") or any(not fact <= spoken for fact in kept)

        return [sentence for sentence in self.middle if wanting(sentence)]

    def as_written(self, heard: str, *, cut: bool) -> str | None:
        """The line as far as the caller heard it, if `heard` was made of it; None if that was something else."""
        words, head, tail = plain(heard), plain(" ".join(self.head)), plain(" ".join(self.tail))
        if words[: len(head)] != head:
            return None
        if words[len(words) - len(tail) :] == tail:
            return self.line
        if not cut or not self.told:
            return None
        *whole, last = sentences(heard)
        parts = [*self.head, *self.middle, *self.tail]
        if self.tail[0] in whole:
            return " ".join([*parts[:-1], last])
        return " ".join(parts[: min(len(whole), len(parts) - 2)])


def as_written(context: ChatContext, understudy: Understudy, tools: list[llm.Tool]) -> ChatContext:
    """`context` with the understudy's own words wherever they were said in others.

    It finds its place by its own lines. What they were it is asked anew, turn by turn: it answers as it did then.
    """
    items: list[llm.ChatItem] = []
    marks = [i.id for i in context.items if i.type == "agent_handoff" and i.new_agent_id == understudy.stage]
    own = not marks
    for item in context.items:
        own = own or item.id == marks[-1]
        if own and item.type == "message" and item.role == "assistant" and item.text_content:
            line = understudy.reply(ChatContext(items), tools, "auto").text
            if written := Frame.of(line, understudy).as_written(item.text_content, cut=item.interrupted):
                item = item.model_copy(update={"content": [written]})
        items.append(item)
    return ChatContext(items)


def facts(view: View, persona: str) -> list[str]:
    """What must not get lost in a wording: who speaks, what is known of the caller, what a desk has to offer."""
    return [persona, *(value for value in view.known.values() if value), *(view.free or [])]


def names(text: str) -> Iterator[str]:
    """The words of `text` with a capital within a sentence, and its numbers."""
    for sentence in sentences(text):
        for at, word in enumerate(_WORD.findall(sentence)):
            own = word[0].isupper() and at > 0 and plain(word)[:1] != ("i",) and not word.startswith(("I'", "I’"))
            if own or any(map(str.isdigit, word)):
                yield from plain(word)


def _bare(value: str) -> Plain:
    """`value` without the article it may begin with: a fox is the fox later on."""
    words = plain(value)
    return words[1:] if len(words) > 1 and words[0] in english().articles else words
