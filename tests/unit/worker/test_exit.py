"""How a process ends that used LiveKit's SDK."""

import subprocess
import sys

PROGRAM = """
import time
time.sleep = lambda seconds: print("waits")
from livekit import rtc
from livekit.rtc._ffi_client import FfiClient
from segue.worker.exit import wait_for_sdk_threads

let_go = FfiClient._dispose
FfiClient._dispose = lambda client: (let_go(client), print("the SDK lets go"))
wait_for_sdk_threads()
rtc.AudioResampler(input_rate=48000, output_rate=24000)
"""


def test_the_sdks_threads_have_time_to_get_out_of_python_once_the_sdk_has_let_go() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines() == ["the SDK lets go", "waits"]
