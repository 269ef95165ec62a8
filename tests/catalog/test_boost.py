"""What is new or licensed comes first among equals, and no further."""

import numpy as np
import pytest

from catalog.search.boost import HALF_LIFE_DAYS, LICENSED, MANY, RECENCY, boost
from catalog.search.fusion import fused

DAY = 86_400_000
NOW = 20_000 * DAY + 12_345


def test_old_and_never_licensed_is_the_measure():
    assert boost(0, 0, NOW) == pytest.approx(1, abs=1e-6)


def test_new_and_much_licensed_gets_all_of_it():
    assert boost(NOW, MANY, NOW) == pytest.approx(1 + RECENCY + LICENSED)


def test_half_of_newness_is_gone_after_its_half_life():
    assert boost(NOW - HALF_LIFE_DAYS * DAY, 0, NOW) == pytest.approx(1 + RECENCY / 2)


def test_the_first_licence_says_more_than_the_hundredth():
    sold = [boost(0, n, NOW) for n in (0, 1, 99, 100)]
    assert sold[1] - sold[0] > 10 * (sold[3] - sold[2]) > 0


@pytest.mark.parametrize("licences", [MANY, 10 * MANY, 10**9])
def test_no_number_of_licences_buys_more(licences):
    assert boost(NOW, licences, NOW) <= 1 + RECENCY + LICENSED + 1e-12


@pytest.mark.parametrize(("published", "licences"), [(NOW + 900 * DAY, 0), (NOW, -5)])
def test_nonsense_gains_nothing(published, licences):
    assert boost(published, licences, NOW) == boost(NOW, 0, NOW)


def test_it_holds_still_all_day():
    start = 20_000 * DAY
    assert len({float(boost(start - 5 * DAY, 3, start + h * 3_600_000)) for h in range(24)}) == 1


def test_arrays_are_as_their_numbers():
    times, sold = np.array([0, NOW - DAY, NOW]), np.array([4, 0, 1])
    expected = [boost(int(t), int(n), NOW) for t, n in zip(times, sold, strict=True)]
    assert boost(times, sold, NOW) == pytest.approx(expected)


def test_what_is_first_by_words_and_meaning_stays_first():
    for parts in (1, 2, 6):
        first, second = fused(np.array([2.0, 1.0]), np.array([0.9, 0.8]), parts)
        assert second * boost(NOW, 10**6, NOW) < first * boost(0, 0, NOW)
