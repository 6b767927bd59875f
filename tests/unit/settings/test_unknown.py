"""Names that are no settings: ours misspelt are told, other programs' are left alone."""

import pytest
from dotenv import dotenv_values
from hypothesis import assume, given
from hypothesis import strategies as st

from segue.settings import Misconfigured, Settings
from tests.unit.house.test_env_example import EXAMPLE

REHEARSAL = {"SEGUE_MODELS": "rehearsal"}
OURS = sorted(name for name in dotenv_values(EXAMPLE) if name.startswith("SEGUE_"))
LINKS = {
    "SEGUE_SERVICE_HOST": "10.0.0.1",
    "SEGUE_SERVICE_PORT": "8081",
    "SEGUE_SERVICE_PORT_HTTP": "8081",
    "SEGUE_PORT": "tcp://10.0.0.1:8081",
    "SEGUE_PORT_8081_TCP": "tcp://10.0.0.1:8081",
    "SEGUE_PORT_8081_TCP_PROTO": "tcp",
    "SEGUE_PORT_8081_TCP_ADDR": "10.0.0.1",
    "SEGUE_WORKER_SERVICE_HOST": "10.0.0.1",
    "SEGUE_WORKER_PORT": "udp://10.0.0.1:8081",
    "SEGUE_NAME": "/caller/segue",
    "SEGUE_ENV_SEGUE_MODELS": "rehearsal",
    "SEGUE_TESTS_NETWORK_NOTES": "x",
}


def told(name: str, value: str = "x") -> list[str]:
    with pytest.raises(Misconfigured) as misconfigured:
        Settings.read({**REHEARSAL, name: value})
    return misconfigured.value.problems


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("SEGUE_MODLES", "did you mean SEGUE_MODELS?"),
        ("segue_models", "did you mean SEGUE_MODELS?"),
        ("SEGE_MODELS", "did you mean SEGUE_MODELS?"),
        ("SEGUE_HELTH_PORT", "did you mean SEGUE_HEALTH_PORT?"),
        ("SEGUE_AGENTS_NAME", "did you mean SEGUE_AGENT_NAME?"),
        ("SEGUE_COLOUR", "take it out; the settings there are stand in .env.example"),
    ],
)
def test_a_name_that_is_no_setting_is_told_with_the_nearest_that_is(name: str, fix: str) -> None:
    assert told(name) == [f"{name} is no setting; {fix}"]


def test_what_a_cluster_says_of_a_service_called_segue_stops_no_worker() -> None:
    assert Settings.read({**REHEARSAL, **LINKS, "SEGUESTION": "x", "SEQUEL_OF": "x"}) == Settings.read(REHEARSAL)


@given(name=st.sampled_from(OURS), data=st.data())
def test_a_slip_of_one_letter_is_told_with_what_was_meant(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(len("SEGUE_"), len(name) - 1))
    slip = data.draw(st.sampled_from(["", name[at] * 2, "X"]))
    misspelt = name[:at] + slip + name[at + 1 :]
    assume(misspelt not in OURS)
    (line,) = told(misspelt)
    assert line.startswith(f"{misspelt} is no setting; did you mean SEGUE_")
