"""What came of the calls, as a JUnit file: what CI systems show of tests."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from commands.play.kept import Unkeepable
from commands.play.result import Result


def write_junit(file: Path, suite: str, results: Sequence[Result]) -> None:
    """Write the file, one testcase a call. Raises `Unkeepable`."""
    try:
        file.write_bytes(junit(suite, results))
    except OSError as error:
        raise Unkeepable(f"{file}: no JUnit file ({error.strerror})") from None


def junit(suite: str, results: Sequence[Result]) -> bytes:
    """The file's text: a failure is a call that is not as expected, an error one that could not be played."""
    counted = {
        "tests": len(results),
        "failures": sum(bool(result.failures) and not result.trouble for result in results),
        "errors": sum(bool(result.trouble) for result in results),
        "time": f"{sum(result.took_s for result in results):.3f}",
    }
    counts = {name: str(count) for name, count in counted.items()}
    root = ElementTree.Element("testsuites", counts)
    cases = ElementTree.SubElement(root, "testsuite", {"name": _legal(suite), **counts})
    often = {result.caller for result in results if result.seed != results[0].seed}
    for result in results:
        name = f"{result.caller} (seed {result.seed})" if result.caller in often else result.caller
        told = {"classname": _legal(suite), "name": _legal(name), "time": f"{result.took_s:.3f}"}
        case = ElementTree.SubElement(cases, "testcase", told)
        if result.trouble:
            ElementTree.SubElement(case, "error", {"message": _legal(result.trouble)})
        elif result.failures:
            wrong = [_legal(failure) for failure in result.failures]
            ElementTree.SubElement(case, "failure", {"message": "; ".join(wrong)}).text = "\n".join(wrong)
        if result.folder:
            ElementTree.SubElement(case, "system-out").text = _legal(f"kept in {result.folder}")
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _legal(text: str) -> str:
    """`text` with a question mark for each character that no XML file may hold."""
    return "".join(letter if _is_legal(ord(letter)) else "\ufffd" for letter in text)


def _is_legal(code: int) -> bool:
    return code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
