"""What was wanted and not there is counted, and nobody is named."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from catalog.demand import KEPT_DAYS, forget, note, unmet
from catalog.models import Demand

pytestmark = [pytest.mark.database, pytest.mark.django_db]
SEARCHED, ASKED = Demand.Kind.SEARCHED, Demand.Kind.ASKED


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


def counts():
    return {(one.words, one.searched, one.asked) for one in unmet(30)}


def test_words_are_counted_for_each_who_wanted_them():
    for who in ("ada", "bob", "charlie"):
        note(SEARCHED, "Purple  Submarine", who)
    assert counts() == {("purple submarine", 3, 0)}


def test_the_same_person_counts_once_a_day():
    for _ in range(5):
        note(SEARCHED, "purple submarine", "ada")
    assert counts() == {("purple submarine", 1, 0)}


def test_searching_and_asking_are_told_apart_and_ranked_together():
    note(SEARCHED, "purple submarine", "ada")
    note(ASKED, "purple submarine", "ada")
    note(SEARCHED, "goat in a suit", "ada")
    assert [one.words for one in unmet(30)] == ["purple submarine", "goat in a suit"]
    assert counts() == {("purple submarine", 1, 1), ("goat in a suit", 1, 0)}


@pytest.mark.parametrize("words", ["", "  ", "??!", "a", "🐐🐐🐐🐐", "\x00\x01"])
def test_what_says_nothing_is_not_counted(words):
    note(SEARCHED, words, "ada")
    assert not Demand.objects.exists()


def test_endless_words_are_cut():
    note(SEARCHED, "goat " * 2_000, "ada")
    assert len(Demand.objects.get().words) <= 200


def test_nothing_stored_names_who_wanted_it():
    note(SEARCHED, "purple submarine", "203.0.113.9")
    assert "203.0.113.9" not in str(Demand.objects.values().get())


def test_only_the_days_asked_about_count():
    today = timezone.now().date()
    Demand.objects.create(day=today - timedelta(days=40), kind=SEARCHED, words="old wish", times=9)
    Demand.objects.create(day=today - timedelta(days=2), kind=SEARCHED, words="new wish", times=1)
    assert [one.words for one in unmet(30)] == ["new wish"]
    assert [one.words for one in unmet(365)] == ["old wish", "new wish"]


def test_old_counts_are_forgotten():
    today = timezone.now().date()
    Demand.objects.create(day=today - timedelta(days=KEPT_DAYS + 1), kind=SEARCHED, words="old wish")
    Demand.objects.create(day=today - timedelta(days=KEPT_DAYS - 1), kind=SEARCHED, words="new wish")
    assert forget() == 1
    assert Demand.objects.get().words == "new wish"


def test_a_busy_database_costs_the_count_and_not_the_page(monkeypatch, caplog):
    from django.db import OperationalError

    def busy(*args):
        raise OperationalError("database is locked")

    monkeypatch.setattr("catalog.demand._count", busy)
    note(SEARCHED, "purple submarine", "ada")
    assert "was not counted" in caplog.text
