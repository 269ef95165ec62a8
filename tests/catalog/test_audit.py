"""The audit: lines are added, and nobody changes or removes them, not even by SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.audit import record
from catalog.models import AuditLine
from catalog.publishing import open_review

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def clip(make_clip):
    return make_clip()


@pytest.fixture
def line(clip, mo):
    review = open_review(clip, rule="gore", rule_name="Gore", reason="Blood.", evidence={})
    return record("approved", actor=mo, review=review, note="Looks staged.")


def test_a_line_says_who_did_what_to_which_clip(line, clip, mo):
    assert (line.clip, line.actor, line.actor_name, line.action) == (clip, mo, str(mo), "approved")
    assert line.note == "Looks staged."


def test_the_machine_has_no_name():
    line = record("policy loaded", subject="policy 2026.2")
    assert (line.actor, line.actor_name, line.clip) == (None, "", None)


def test_a_note_is_cut_and_not_refused():
    assert len(record("noted", note="x" * 5000).note) == 2000


@pytest.mark.parametrize(
    "act", ["UPDATE catalog_auditline SET note = 'other'", "DELETE FROM catalog_auditline"]
)
def test_the_database_refuses_a_change(line, act):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)
    assert AuditLine.objects.get(pk=line.pk).note == "Looks staged."


def test_a_line_outlives_its_clip_and_its_actor(line, clip, mo):
    number = clip.pk
    clip.delete()
    mo.delete()
    kept = AuditLine.objects.get(pk=line.pk)
    assert (kept.actor_name, kept.clip_id) == ("Mo", number)
