"""What the STT has heard for certain and no turn of the caller's has taken up yet."""


class Uncommitted:
    """The library drops a turn that ends while agents change; its words have been told before, one by one."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self.more = False
        """Whether there are words that it is not certain of yet."""

    def add(self, text: str, *, final: bool) -> None:
        """The STT has told `text`; it is certain of it where that is `final`."""
        text = text.strip()
        self.more = bool(text) and not final
        if text and final:
            self._words.append(text)

    def committed(self, turn: str) -> None:
        """A turn is on record: what of it was told before is taken up."""
        left = [words for words in self._words if words not in turn]
        self._words = left

    def take(self) -> str:
        """All that is left, in order; from here it is taken up."""
        left, self._words = " ".join(self._words), []
        return left
