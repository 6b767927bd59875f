"""What every part of a profile has in common: frozen, and closed to keys nobody reads."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

NAME: Final = r"^[a-z][a-z0-9_]{0,31}$"
Name = Annotated[str, Field(pattern=NAME)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Texts = Annotated[list[Text], Field(min_length=1)]
"""An empty list would stand for something that is never said, or never heard."""


class Model(BaseModel):
    """Frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
