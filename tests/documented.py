"""The examples of a page of the documentation, to be run."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def examples(page: str, language: str) -> list[str]:
    """The blocks of `docs/page` that are marked as written in `language`, in order."""
    every = re.findall(r"^```(\w*)\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [text for written_in, text in every if written_in == language]
