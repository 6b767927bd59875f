"""What the understudy passes to a tool is the value alone, whatever stood around it in the caller's words."""

import pytest

from segue.profile.model import FactType
from segue.rehearsal.alone import alone
from segue.rehearsal.spelled_out import spelled


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("Mara", "Mara"),
        ("Um, my name is Mara, please.", "Mara"),
        ("No, it's me, Mara!", "Mara"),
        ("Mara, M A R A", "Mara"),
        ("Hara spelled M A R A", "Mara"),
        ("It's Lara. M-A-R-A. Thank you.", "Mara"),
        ("M for Mike, A as in Alpha, R for Romeo, A for Alpha", "Mara"),
        ("H A double N A H", "Hannah"),
        ("B I double L", "Bill"),
        ("Al, A L", "Al"),
        ("Maria Lynn, L I N D", "Maria Lind"),
        ("J. R. R. Tolkien", "J. R. R. Tolkien"),
        ("Im Soo", "Im Soo"),
        ("", None),
        ("No.", None),
        ("please", None),
        ("it's", None),
    ],
)
def test_a_name(heard: str, name: str | None) -> None:
    assert alone(FactType.NAME, heard) == name


@pytest.mark.parametrize(
    ("heard", "place"),
    [
        ("Tyrion in Italy", "Tyrion"),
        ("I come from leads", "leads"),
        ("Tyran, T U R Y N", "Turyn"),
        ("a small village in Wales", "Wales"),
        ("from a village near Leeds, please", "Leeds"),
        ("the city of Turin", "Turin"),
        ("a small village", "a small village"),
        ("in", None),
        ("", None),
    ],
)
def test_a_place(heard: str, place: str | None) -> None:
    assert alone(FactType.PLACE, heard) == place


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("A dragon who is afraid of the dark, please.", "a dragon who is afraid of the dark"),
        ("um, the last robot!", "the last robot"),
        ("Well, the sea, thank you.", "the sea"),
        ("Mara and her cat", "Mara and her cat"),
        ("In the woods a fox", "In the woods a fox"),
        ("please", None),
    ],
)
def test_a_wish(heard: str, text: str | None) -> None:
    assert alone(FactType.TEXT, heard) == text


@pytest.mark.parametrize("text", ["", "I am a man", "J R Hartley", "Mara", "a", "I said so"])
def test_not_every_letter_is_a_spelling(text: str) -> None:
    assert spelled(text) is None
