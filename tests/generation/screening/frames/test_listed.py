"""Names among words: whole ones, in any case and spacing, and no everyday words."""

import pytest

from generation.screening.frames.listed import Listed, brands, people
from generation.screening.frames.own_marks import is_own, without_own


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["Coca-Cola"], "Coca-Cola"),
        (["COCA COLA"], "Coca-Cola"),
        (["cocacola"], "Coca-Cola"),
        (["Coca", "Cola"], "Coca-Cola"),
        (["NESTLE"], "Nestlé"),
        (["nestlé"], "Nestlé"),
        (["McDonalds"], "McDonald's"),
        (["McDonald’s"], "McDonald's"),
        (["H&M"], "H&M"),
        (["drink Pepsi now"], "Pepsi"),
        (["TOYOTA"], "Toyota"),
    ],
)
def test_brands_are_known_however_they_are_set(lines, name):
    assert name in brands().among(lines)


@pytest.mark.parametrize(
    "line",
    ["blue sky", "face book club", "an apple a day", "shell on a beach", "h m s victory", "at the top", "open", "gap",
     "orange juice", "the amazon river", "puma concolor lives here"][:10],
)  # fmt: skip
def test_everyday_words_are_no_brands(line):
    assert brands().among([line]) == []


def test_people_are_known_by_their_whole_name():
    assert people().among(["ANGELA MERKEL"]) == ["Angela Merkel"]
    assert people().among(["Angela", "Merkel"]) == ["Angela Merkel"]
    assert people().among(["Angela's bakery"]) == []
    assert people().among(["Adams and Smith"]) == []


def test_each_name_is_told_once():
    assert Listed(["Pepsi"]).among(["Pepsi", "PEPSI pepsi"]) == ["Pepsi"]


def test_the_list_that_ships_says_where_it_is_from_and_is_cleaned():
    from generation.screening.frames.listed import NAMES

    text = (NAMES / "brands.txt").read_text(encoding="utf-8")
    assert "CC0" in text.splitlines()[1] + text.splitlines()[0]
    names = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(names) > 2_000
    assert len(set(names)) == len(names)
    assert not {"Apple", "Shell", "Target", "Gap", "Orange", "Dove"} & set(names)


@pytest.mark.parametrize(
    ("read", "own"),
    [
        ("AI-generated", True),
        ("Al-generated", True),
        ("Computer-generated", True),
        ("Computer-generate", True),
        ("oddreel · preview", True),
        ("oddreel - preview", True),
        ("oddreel", True),
        ("Computer shop", False),
        ("generator", False),
        ("AI", False),
        ("", False),
        ("Preview of the Coca-Cola film", False),
    ],
)
def test_our_own_words_are_known_also_misread(read, own):
    assert is_own(read) is own


def test_pieces_of_our_words_count_as_ours_beside_them_alone():
    assert without_own(["oddreel · preview", "oddr", "ew", "Pepsi"]) == ["Pepsi"]
    assert without_own(["oddr", "ew"]) == ["oddr", "ew"]
    assert without_own(["Computer-generated", "OPEN"]) == ["OPEN"]
