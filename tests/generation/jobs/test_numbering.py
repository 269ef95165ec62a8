"""Every take has a number of its own, and keeps it."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from catalog.models import Clip
from generation.finishing.invisible import number as numbers
from generation.jobs import numbering
from generation.jobs.lease import LeaseLost
from generation.jobs.numbering import number_of
from generation.jobs.settle import give_back
from generation.jobs.signing import mark_keys
from generation.models import Take
from tests.generation.asking import ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def job(team):
    return begun(ask_for(team, takes=3))


def chance(monkeypatch, *drawn):
    """The next numbers that chance gives, less one."""
    given = iter(drawn)
    monkeypatch.setattr(numbering.secrets, "randbelow", lambda most: next(given))


def test_takes_have_different_numbers_that_a_mark_can_carry(job):
    given = [number_of(take, job) for take in job.takes.all()]
    assert len(set(given)) == 3
    assert all(1 <= number <= numbers.LARGEST for number in given)


def test_another_attempt_keeps_the_number(job):
    take = job.takes.first()
    number = number_of(take, job)
    assert number_of(Take.objects.get(pk=take.pk), job) == number


def test_a_number_that_another_take_has_is_not_given_again(job, monkeypatch):
    first, second, _ = job.takes.all()
    chance(monkeypatch, 41, 41, 99)
    assert number_of(first, job) == 42
    assert number_of(second, job) == 100
    assert Take.objects.get(pk=second.pk).mark_number == 100


def test_nor_one_that_a_clip_has_whose_take_is_gone(job, monkeypatch, make_clip):
    Clip.objects.filter(pk=make_clip().pk).update(mark_number=42)
    chance(monkeypatch, 41, 7)
    assert number_of(job.takes.first(), job) == 8


def test_who_lost_the_lease_gives_no_number(job):
    give_back(job, "the worker stopped")
    with pytest.raises(LeaseLost):
        number_of(job.takes.first(), job)
    assert not Take.objects.exclude(mark_number=None).exists()


def test_the_database_holds_numbers_to_one_clip_and_one_take(job, make_clip):
    one, other = make_clip(), make_clip()
    Clip.objects.filter(pk=one.pk).update(mark_number=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clip.objects.filter(pk=other.pk).update(mark_number=5)
    first, second, _ = job.takes.all()
    Take.objects.filter(pk=first.pk).update(mark_number=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Take.objects.filter(pk=second.pk).update(mark_number=5)


def test_clips_from_before_have_none(make_clip):
    assert make_clip().mark_number is None
    assert make_clip().mark_number is None


def test_a_new_secret_marks_and_the_old_one_is_read(settings, tmp_path):
    settings.KEY_DIR = tmp_path
    [old] = mark_keys()
    said = io.StringIO()
    call_command("rotate_mark_key", stdout=said)
    new, kept = mark_keys()
    assert kept == old
    assert said.getvalue() == f"New key {new.name}. 2 keys are read. Back up KEY_DIR.\n"
