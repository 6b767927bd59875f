"""A voice worker for LiveKit whose agents hand a caller on to each other and lose nothing."""

import os
import sys
from typing import Final

__version__: Final = "0.1.0"

# onnxruntime, under the local TTS and the Silero detector, reports each process that loads it to its makers, unless
# told otherwise before it is imported. It is told here because whatever loads it has imported this package first, and
# child processes inherit it; and told outright, since a caller has asked for no report, whatever a machine is set to.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# Where a loop is late, as on a busy machine, livekit-agents asks Python for the stack of every thread. Before 3.11.9 a
# garbage collection in the middle of that lets a second thread ask too, and then they wait for each other, and everyone
# for them: a worker whose calls are threads fell silent for good (python/cpython#106883). Whoever sets it gets it.
if sys.version_info < (3, 11, 9):
    os.environ.setdefault("LIVEKIT_AGENTS_LOOP_BLOCK_WARN_MS", "0")
