"""`rehearse(by_voice=True)`: the same call and the same assertions, with sound."""

import pytest

from tests.audio.playing import Over

pytestmark = pytest.mark.audio


def test_calls_by_voice_are_rehearsed_as_documented_and_by_script(played: dict[str, Over]) -> None:
    assert played["aloud"].status == 0, played["aloud"].shown
    assert "2 passed" in played["aloud"].shown
