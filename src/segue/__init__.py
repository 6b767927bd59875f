"""A voice worker for LiveKit whose agents hand a caller on to each other and lose nothing."""

import os
from typing import Final

__version__: Final = "0.1.0"

# onnxruntime, under the local TTS and the Silero detector, reports each process that loads it to its makers, unless
# told otherwise before it is imported. It is told here because whatever loads it has imported this package first, and
# child processes inherit it; and told outright, since a caller has asked for no report, whatever a machine is set to.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
