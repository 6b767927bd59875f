"""Proxies and certificates of the environment: one that no client could be made with is told before any is."""

import pytest

from segue.settings import Misconfigured, Settings

REHEARSAL = {"SEGUE_MODELS": "rehearsal"}


@pytest.mark.parametrize("name", ["HTTP_PROXY", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize(
    "proxy", ["foo://x", "socks5://127.0.0.1:1", "http://[bad", "http://ada:pw-9@h:x", "http://a\nb", "a b", "a:99999"]
)
def test_a_proxy_that_is_none_is_one_line_without_its_password(name: str, proxy: str) -> None:
    with pytest.raises(Misconfigured) as misconfigured:
        Settings.read({"SEGUE_MODELS": "local", name: proxy})
    (line,) = misconfigured.value.problems
    assert line.startswith(f"{name} is no proxy's address")
    assert "pw-9" not in line
    assert line.isprintable()


@pytest.mark.parametrize("proxy", ["", "127.0.0.1:3128", "http://127.0.0.1:3128/", "https://ada:p@w@proxy.example:1"])
def test_a_proxy_may_be_written_as_its_clients_take_it(proxy: str) -> None:
    Settings.read({"SEGUE_MODELS": "local", "HTTPS_PROXY": proxy})


def test_certificates_that_are_not_there_are_told() -> None:
    with pytest.raises(Misconfigured, match=r"^SSL_CERT_FILE is '/nowhere', which is no file"):
        Settings.read({"SEGUE_MODELS": "local", "SSL_CERT_FILE": "/nowhere"})


def test_a_rehearsal_reaches_for_nothing_and_needs_none_of_it() -> None:
    Settings.read({**REHEARSAL, "HTTPS_PROXY": "foo://x", "SSL_CERT_FILE": "/nowhere"})
