"""A licence is written once: neither our code nor raw SQL changes what it says."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from billing import licensing
from billing.models import Licence

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(), "standard")


@pytest.mark.parametrize(
    "change",
    [
        "number = 'ODR-2222-2222-2222'", "tier = 'exclusive'", "credits = 0", "hold_id = NULL", "licensee = 'Me'",
        "seats = 99", "terms = '{}'", "terms_text = ''", "terms_version = '2099-01'", "issued_at = '2020-01-01'",
        "issued_by = ''", "clip_title = 'Another'", "master_sha256 = 'x'", "source_type = 'x'", "id = id + 1000",
        "height = 9999",
    ],
)  # fmt: skip
def test_raw_sql_changes_nothing_that_a_licence_says(licence, change):
    before = list(Licence.objects.values())
    with (
        pytest.raises(DatabaseError, match="licences are never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE billing_licence SET {change}")
    assert list(Licence.objects.values()) == before


def test_a_licence_is_never_deleted(licence):
    with (
        pytest.raises(DatabaseError, match="licences are never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM billing_licence")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        licence.delete()
    assert Licence.objects.get() == licence


def test_it_does_not_pass_to_another_account_clip_or_person(licence, make_account, make_clip, bob):
    for change in ({"account": make_account("Thief")}, {"clip": make_clip()}, {"user": bob}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Licence.objects.update(**change)


def test_every_column_is_either_kept_or_of_the_withdrawal():
    """A new column has to be named in the trigger, or it could be changed unnoticed."""
    from importlib import import_module

    made = import_module("billing.migrations.0006_licences")
    columns = {field.column for field in Licence._meta.concrete_fields}
    assert columns == {*made.KEPT, *made.WITHDRAWAL, "user_id"}


def test_a_person_who_leaves_takes_no_licence_along(licence, alice, team):
    alice.memberships.all().delete()
    name = alice.name
    alice.holds.update(user=None)
    alice.delete()
    licence.refresh_from_db()
    assert (licence.user, licence.issued_by, licence.account) == (None, name, team)


def test_a_withdrawal_names_who_and_why(licence, alice):
    now = timezone.now()
    for half in (
        {"withdrawn_at": now},
        {"withdrawn_at": now, "withdrawn_by": alice},
        {"withdrawn_at": now, "withdrawn_by": alice, "withdrawal_cause": "rights"},
        {"withdrawal_cause": "rights"},
        {"withdrawn_by": alice},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Licence.objects.update(**half)


def test_a_withdrawal_is_final(licence, alice, bob):
    Licence.objects.update(
        withdrawn_at=timezone.now(), withdrawn_by=alice, withdrawal_cause="rights", withdrawal_note="A logo."
    )
    for change in (
        {"withdrawn_at": None, "withdrawn_by": None, "withdrawal_cause": "", "withdrawal_note": ""},
        {"withdrawal_cause": "breach"},
        {"withdrawal_note": "Another story."},
        {"withdrawn_by": bob},
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Licence.objects.update(**change)


def test_it_outlives_the_clip_in_the_catalogue(client, licence, alice):
    from catalog.publishing import withdraw

    assert withdraw(licence.clip)
    client.force_login(alice)
    page = client.get(licence.get_absolute_url())
    assert "This licence is valid" in page.content.decode()
    assert client.get(page.context["download_url"]).status_code == 200
    assert client.get(f"{licence.get_absolute_url()}/picture/poster_jpeg").status_code == 200
