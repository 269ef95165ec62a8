"""The line of seconds over work: what it learns, what it shrugs off, and how far it is right."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.requests.figures import GOAL, WITHIN
from generation.requests.rate import Rate

LENGTHS = (2, 5, 5, 5, 8, 10, 15, 20, 30, 60)


def after(*renders):
    """The rate after these renders; a number is the seconds of ten units."""
    pairs = [one if isinstance(one, tuple) else (10.0, float(one)) for one in renders]
    (units, seconds), *rest = pairs
    rate = Rate(units, seconds)
    for one in rest:
        rate = rate.with_one(*one)
    return rate


def test_one_render_goes_by_length():
    assert [after(10).expect(units) for units in (5, 10, 40)] == [5, 10, 40]


def test_a_slow_outlier_hardly_moves_it():
    assert after(10, 10, 10, 110).expect(10) == pytest.approx(10, rel=0.15)


def test_nor_does_a_fast_one_once_a_few_are_known():
    assert after(10, 10, 10, 0.1).expect(10) == pytest.approx(10, rel=0.15)


def test_a_first_render_that_was_slow_is_forgotten_at_once():
    assert after(300, 10).expect(10) == pytest.approx(10)


def test_a_longer_clip_that_took_little_longer_tells_nothing_against_the_short_ones():
    rate = after((2, 11.9), (2, 10.9), (10, 18.6), (10, 22.4))
    assert rate.expect(2) == pytest.approx(11, rel=0.2)
    assert rate.expect(10) == pytest.approx(20, rel=0.2)


def test_a_machine_that_became_slower_is_believed_within_a_few_renders():
    assert after(10, 10, 10, *[20] * 10).expect(10) == pytest.approx(20, rel=0.1)


def test_two_lengths_make_a_line():
    rate = after(*[(2, 11), (20, 38)] * 6)
    assert rate.expect(10) == pytest.approx(23, rel=0.1)


def test_a_longer_clip_is_never_told_to_take_less_time():
    rate = after(*[(2, 40), (20, 10)] * 6)
    assert rate.expect(60) >= rate.expect(2) > 0


@pytest.mark.parametrize(
    ("fixed", "a_unit"), [(0, 3), (5, 1.5), (20, 1), (1, 10)], ids=["none", "some", "much", "little"]
)
def test_nine_of_ten_are_within_a_fifth_for_any_share_of_fixed_time(fixed, a_unit):
    """Noise of 7 % and a render in fifty that takes four times as long, as on a machine that does other things."""
    chance, rate, good, told = random.Random(1), None, 0, 0
    for number in range(800):
        units = chance.choice(LENGTHS)
        seconds = (
            (fixed + a_unit * units) * math.exp(chance.gauss(0, 0.07)) * (4 if chance.random() < 0.02 else 1)
        )
        if rate and number >= 10:
            told += 1
            good += abs(seconds - rate.expect(units)) <= WITHIN * rate.expect(units)
        rate = rate.with_one(units, seconds) if rate else Rate(units, seconds * 4)
    assert good / told >= GOAL


@given(
    st.lists(st.tuples(st.floats(0.01, 1e6), st.floats(1e-3, 1e6)), min_size=1, max_size=30),
    st.floats(0.01, 1e6),
)
def test_whatever_was_measured_a_time_is_a_time(renders, units):
    expected = after(*renders).expect(units)
    assert math.isfinite(expected)
    assert expected > 0
