"""The llama.cpp server: it says why it is not there, and ends with those who use it."""

import sys
from pathlib import Path

import pytest

from testbed.llama import LlamaServer
from testbed.server_process import NotRunning
from tests.testbed.killed import outlived_by_nobody


def test_without_weights_the_server_says_why(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match=r"no\.gguf"), LlamaServer(tmp_path / "no.gguf"):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="`tail --pid` is GNU's")
def test_it_ends_with_a_test_run_that_was_killed() -> None:
    outlived_by_nobody("from testbed.llama import *\nwith LlamaServer() as s: print(s.pid, flush=True)")
