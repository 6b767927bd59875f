"""The livekit-server: it is up while it is used, and gone afterwards."""

import sys
import urllib.request
from pathlib import Path

import pytest

from testbed.livekit_server import LiveKitServer
from testbed.server_process import NotRunning
from tests.testbed.killed import outlived_by_nobody


@pytest.mark.room
def test_it_answers_while_it_is_used(livekit_server: LiveKitServer) -> None:
    with urllib.request.urlopen(livekit_server.url.replace("ws:", "http:")) as answer:
        assert answer.read() == b"OK"
    assert "starting LiveKit server" in livekit_server.log


@pytest.mark.room
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing ends a child with its parent")
def test_it_ends_with_a_test_run_that_was_killed(livekit_server: LiveKitServer) -> None:
    outlived_by_nobody(
        "from testbed.livekit_server import *\nwith LiveKitServer(find()) as s: print(s.pid, flush=True)"
    )


def test_one_that_does_not_start_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "livekit-server"
    broken.write_text("#!/bin/sh\necho no such luck; exit 1\n")
    broken.chmod(0o755)
    with pytest.raises(NotRunning, match="no such luck"), LiveKitServer(broken):
        pass
