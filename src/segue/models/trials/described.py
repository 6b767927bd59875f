"""A service as a provider's settings describe it, by the names that their fields have in common."""

from typing import Any

from segue.environment.declared import name_of
from segue.models.extras import to_install
from segue.models.trials.service import Part, Service, Try


def described(
    part: Part, settings: Any, trial: Try, *, url: str, url_setting: str = "", speaker: str = "", package: str = ""
) -> Service:
    """The service of one part of a provider whose settings have `api_key`, `base_url` and, by speaker, `voices`.

    The model stands in the field named for the part.
    """
    model = part.name.lower()
    told = {
        "model": getattr(settings, model),
        "model_setting": name_of(settings, model),
        "url": url,
        "url_setting": url_setting or name_of(settings, "base_url"),
        "key": settings.api_key,
        "key_setting": name_of(settings, "api_key"),
        "install": to_install(package),
    }
    if speaker:
        told |= {"voice": settings.voices[speaker], "voice_setting": name_of(settings, "voices")}
    return Service(part=part, trial=trial, **told)
