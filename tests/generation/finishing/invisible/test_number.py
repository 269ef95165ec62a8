"""A number becomes places, and the places the number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.finishing.invisible.number import CARRIERS, LARGEST, STEPS, number_at, places_of


@given(st.integers(1, LARGEST))
def test_every_number_comes_back(number: int) -> None:
    places = places_of(number)
    assert len(places) == CARRIERS
    assert all(0 <= step < STEPS for place in places for step in place)
    assert number_at(places) == number


@given(st.integers(1, LARGEST), st.integers(-3, 3), st.integers(-3, 3))
def test_places_may_be_counted_round_the_edge(number: int, rounds: int, more: int) -> None:
    turned = [(down + rounds * STEPS, across + more * STEPS) for down, across in places_of(number)]
    assert number_at(turned) == number


@pytest.mark.parametrize("number", [0, -1, LARGEST + 1])
def test_a_number_that_no_mark_can_carry_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=f"from 1 to {LARGEST}"):
        places_of(number)


def test_places_that_are_nobodys() -> None:
    assert number_at([(0, 0)] * CARRIERS) is None
    assert number_at([(STEPS - 1, STEPS - 1)] * CARRIERS) is None
