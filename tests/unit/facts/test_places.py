"""Places as a small recogniser heard them, and the places that were meant."""

import pytest

from segue.facts import places

# (spoken, heard): speech made by the local synthesiser, heard by the local recogniser.
MISHEARD = [
    ("Turin", "Tyrion"),
    ("Leeds", "leads"),
    ("Lagos", "Logos"),
    ("Tbilisi", "to Belisi"),
    ("Zagreb", "Zogreb"),
    ("Zagreb", "Zograb"),
    ("Tunis", "Tunes"),
    ("Valencia", "Vailinsha"),
    ("Gothenburg", "Gothinburg"),
    ("Tallinn", "Tallon"),
    ("Sofia", "Sophia"),
    ("Belgrade", "Bell grade"),
    ("Seoul", "soul"),
    ("Algiers", "all giers"),
    ("Toulouse", "to lose"),
    ("Trieste", "Triest"),
    ("Pune", "Puna"),
    ("Hyderabad", "Hider Bad"),
    ("Busan", "Bucin"),
    ("Recife", "Risife"),
    ("Lusaka", "Lasaka"),
    ("Mombasa", "Mambasa"),
    ("Bielefeld", "Beela Felt"),
    ("Kraków", "Krakau"),
    ("Kraków", "cracko"),
]


@pytest.mark.parametrize(("spoken", "heard"), MISHEARD)
def test_a_place_is_known_by_its_sound(spoken: str, heard: str) -> None:
    assert places.match(heard) == spoken


@pytest.mark.parametrize(
    "name",
    """Turin,Leeds,Lagos,Kraków,Nairobi,Porto,Hanoi,Oslo,Lima,Kyoto,Accra,Bergen,Dublin,Cairo,Mumbai,Toronto,Prague,
    Seville,Quito,Geneva,Helsinki,Naples,Warsaw,Lisbon,Tbilisi,Dakar,Bogotá,Glasgow,Marseille,Utrecht,Zagreb,Riga,
    Chennai,Osaka,Perth,Boston,Houston,Manila,Tunis,Ada,Nice,Bath,York,Odessa,New York,Cologne,Bombay,Wien,
    Ghent,Brazil,Texas,Wales,Scotland,Nigeria,Georgia,Malta""".replace("\n", "").split(","),
)
def test_a_place_heard_right_is_never_made_wrong(name: str) -> None:
    name = name.strip()
    assert places.match(name) == name
    assert places.match(name.lower()) == name
    assert places.exact(name) == name


def test_accents_need_not_be_heard() -> None:
    assert places.match("bogota") == "Bogotá"
    assert places.match("KRAKOW") == "Kraków"


@pytest.mark.parametrize("heard", ["Narnia", "Hay-on-Wye", "the moon", "my house", "Oz", "Москва", "", "x" * 60_000])
def test_what_is_near_nothing_stays_as_it_was_heard(heard: str) -> None:
    assert places.match(heard) is None


def test_the_exact_name_is_not_a_matter_of_sound() -> None:
    assert places.exact("Tyrion") is None
    assert places.exact("Turyn") == "Turyn"
