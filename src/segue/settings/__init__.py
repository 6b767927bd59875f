"""What a user may set: the environment, read in one place and once.

To add a setting, add a field where it belongs (`worker.py`, or `providers.py` for models, keys and addresses), read it
in `worker.py`, and give it its line in `.env.example`.
"""

from segue.settings.environment import Misconfigured
from segue.settings.providers import CloudModels, LocalModels, RealtimeTurns, Voicing
from segue.settings.worker import NoiseCancellation, Settings, VoiceActivity, keys_missing, server_missing

__all__ = [
    "CloudModels",
    "LocalModels",
    "Misconfigured",
    "NoiseCancellation",
    "RealtimeTurns",
    "Settings",
    "VoiceActivity",
    "Voicing",
    "keys_missing",
    "server_missing",
]
