"""What a user may set: the environment, read in one place and once.

To add a setting of the worker's, add a field to `settings.py`; one of a provider's belongs into its package's
`settings.py` under `segue/models`. Then give it its line in `.env.example`.
"""

from segue.environment.reader import Misconfigured
from segue.settings.settings import NoiseCancellation, Settings, VoiceActivity, environment, server_missing

__all__ = ["Misconfigured", "NoiseCancellation", "Settings", "VoiceActivity", "environment", "server_missing"]
