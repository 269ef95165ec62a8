"""Licence numbers survive a person's typing, and a mistake never passes for another number."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from billing.numbers import ALPHABET, new_number, tidy

signs = st.text(ALPHABET, min_size=11, max_size=11)


def numbered(body):
    from billing.numbers import check_sign

    whole = body + check_sign(body)
    return f"ODR-{whole[:4]}-{whole[4:8]}-{whole[8:]}"


numbers = signs.map(numbered)


def test_a_new_number_is_proper_and_never_the_same():
    drawn = {new_number() for _ in range(500)}
    assert len(drawn) == 500
    assert all(re.fullmatch(r"ODR(-[2-9A-HJ-NP-TV-Z]{4}){3}", one) and tidy(one) == one for one in drawn)


def test_the_alphabet_has_a_prime_number_of_signs_and_nothing_to_confuse():
    assert len(set(ALPHABET)) == 31
    assert not set("01OIU") & set(ALPHABET)


@given(numbers)
def test_case_spaces_and_dashes_do_not_matter(number):
    bare = number.replace("-", "")
    for typed in (
        number.lower(),
        bare,
        bare[3:],
        f"  {number} ",
        number.replace("-", " – "),
        bare[3:].lower(),
    ):
        assert tidy(typed) == number


@given(numbers, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_every_wrong_sign_is_noticed(number, place, sign):
    bare = number.replace("-", "")[3:]
    assume(bare[place] != sign)
    assert tidy(bare[:place] + sign + bare[place + 1 :]) is None


@given(numbers, st.integers(0, 10))
def test_every_swap_of_neighbours_is_noticed(number, place):
    bare = number.replace("-", "")[3:]
    assume(bare[place] != bare[place + 1])
    swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
    assert tidy(swapped) is None


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_proper_number_or_none(typed):
    found = tidy(typed)
    assert found is None or tidy(found) == found


@pytest.mark.parametrize(
    "typed", ["", "ODR", "ODR-0000-0000-0000", "ODR-7K3M-92QF", "ODR-7K3M-92QF-XA4T-2222"]
)
def test_what_can_be_no_number_is_none(typed):
    assert tidy(typed) is None
