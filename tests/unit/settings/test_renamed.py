"""Names that are no longer: whoever still uses one is told the new one, in a line."""

import pytest

from commands import check, demo, talk
from segue.settings import Misconfigured, Settings


def test_an_old_setting_is_told_its_new_name() -> None:
    with pytest.raises(Misconfigured) as misconfigured:
        Settings.read({"SEGUE_VOICES": "rehearsal"})
    assert misconfigured.value.problems == ["SEGUE_VOICES is now called SEGUE_MODELS; rename it"]


@pytest.mark.parametrize("verb", [check, demo, talk])
def test_an_old_flag_is_told_its_new_name(verb: object, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        verb.main(["--voices", "rehearsal"])  # type: ignore[attr-defined]  # a module with a main
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith("error: --voices is now called --models\n")
