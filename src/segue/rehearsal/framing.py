"""A line of the understudy's that a model may add to: where, and what of that is fit to be heard."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from livekit.agents import ChatContext, llm

from segue.rehearsal.hearing import PlainWords, plain
from segue.rehearsal.scene import sentences
from segue.rehearsal.understudy import Understudy

RUN_WORDS: Final = 5
"""Said again, so many words in a row are a model that goes in circles."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A line, said word for word; in a piece of a narration there is room for more between `head` and `tail`."""

    head: tuple[str, ...]
    tail: tuple[str, ...]
    """A narration's last two sentences: what leads to its question, and the question. Empty where there is no room."""

    @classmethod
    def of(cls, line: str, understudy: Understudy) -> "Frame":
        """The sentences of a line. A short one, such as an answer in mid-tale, has no room."""
        parts = tuple(sentences(line))
        narrates = bool(understudy.profile.stage_lines(understudy.stage).adds)
        room = narrates and len(parts) > 3 and line.endswith("?")
        return cls(parts[:-2], parts[-2:]) if room else cls(parts, ())

    def as_written(self, heard: str, *, cut: bool) -> str | None:
        """The line as far as the caller heard it, if `heard` was made of it with something added; else None."""
        words, head, tail = plain(heard), plain(" ".join(self.head)), plain(" ".join(self.tail))
        if not tail or words[: len(head)] != head:
            return None
        if words[len(words) - len(tail) :] == tail:
            return " ".join([*self.head, *self.tail])
        *whole, last = sentences(heard)
        told = [*self.head, *([self.tail[0], last] if self.tail[0] in whole else [])]
        return " ".join(told) if cut else None


def fits(sentence: str, said: Iterable[str], caller: Iterable[str]) -> bool:
    """Whether a sentence of a model's may be heard after `said`; `caller`: what the caller is called.

    It asks nothing, since the line does; it does not go in circles; and of the caller it says nothing.
    """
    words, told = plain(sentence), [plain(each) for each in said]
    named = {word.partition("'")[0] for word in words} & {*plain(" ".join(caller))}
    if not words or named or "?" in sentence or words in told:
        return False
    runs, before = _runs(words), {run for each in told for run in _runs(each)}
    return len({*runs}) == len(runs) and before.isdisjoint(runs)


def _runs(words: PlainWords) -> list[PlainWords]:
    return [words[at : at + RUN_WORDS] for at in range(len(words) - RUN_WORDS + 1)]


def as_written(context: ChatContext, understudy: Understudy, tools: list[llm.Tool]) -> ChatContext:
    """`context` without what was added to the understudy's own words.

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
