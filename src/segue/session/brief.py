"""What an agent is told of its part: the profile's prompts, and what is known of the caller."""

from collections.abc import Mapping

from segue.facts.known import write
from segue.profile.model import Profile


def instructions(profile: Profile, stage: str, known: Mapping[str, str | None]) -> str:
    """The profile's prompts, and at their end the facts."""
    prompts = [profile.texts[name] for name in (*profile.prompts, profile.stages[stage].prompt)]
    return "\n\n".join([*prompts, write(dict(known))])
