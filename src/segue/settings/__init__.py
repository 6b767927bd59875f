"""What a user may set: the environment, read in one place and once.

To add a setting, add a field and read it: in `worker.py`, or for models, keys and addresses in `providers.py` and
`reading.py`. Then give it its line in `.env.example`.
"""

from segue.settings.environment import Misconfigured
from segue.settings.extras import to_install
from segue.settings.providers import CartesiaSettings, CloudSettings, CloudTTS, LocalSettings, RealtimeTurns, SetChoice
from segue.settings.reading import cloud_missing
from segue.settings.worker import NoiseCancellation, Settings, VoiceActivity, server_missing

__all__ = [
    "CartesiaSettings",
    "CloudSettings",
    "CloudTTS",
    "LocalSettings",
    "Misconfigured",
    "NoiseCancellation",
    "RealtimeTurns",
    "SetChoice",
    "Settings",
    "VoiceActivity",
    "cloud_missing",
    "server_missing",
    "to_install",
]
