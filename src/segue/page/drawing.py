"""What the page draws before there is a call: the profile's stages, edges and facts."""

from typing import Any

from segue.profile.model import Profile


def drawn(profile: Profile, models: str) -> dict[str, Any]:
    """The same shapes in which the worker tells them when the call begins; `models` is the set's name."""
    return {
        "profile": {"name": profile.name, "title": profile.title, "persona": profile.persona},
        "models": models,
        "opens": profile.opens,
        "stages": [{"name": name, "title": it.title, "agent": it.agent} for name, it in profile.stages.items()],
        "edges": [{"name": edge.name, "origin": edge.origin, "target": edge.target} for edge in profile.edges],
        "facts": [{"name": name, "type": str(it.type), "ask": it.ask} for name, it in profile.facts.items()],
    }
