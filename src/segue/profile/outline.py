"""What a caller's screen may know of a profile: stages, edges and facts, and nothing that is written to a model."""

from typing import Any

from segue.profile.model import Profile


def outline(profile: Profile) -> dict[str, Any]:
    """In JSON's own types, for whoever draws a call."""
    return {
        "profile": {"name": profile.name, "title": profile.title, "persona": profile.persona},
        "opens": profile.opens,
        "stages": [{"name": name, "title": it.title, "agent": it.agent} for name, it in profile.stages.items()],
        "edges": [{"name": edge.name, "origin": edge.origin, "target": edge.target} for edge in profile.edges],
        "facts": [{"name": name, "type": str(it.type), "ask": it.ask} for name, it in profile.facts.items()],
    }
