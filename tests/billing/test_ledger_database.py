"""What the database itself refuses, whatever Python says."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from billing import ledger
from billing.models import Balance, Hold, LedgerEntry

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def account(make_account):
    return make_account("Ada", credits=10)


@pytest.fixture
def held(account):
    return ledger.hold(account, 4, key="clip", note="A clip")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_ledgerentry SET available = 1000",
        "UPDATE billing_ledgerentry SET note = 'nothing happened'",
        "DELETE FROM billing_ledgerentry",
    ],
)
def test_raw_sql_neither_changes_nor_deletes_an_entry(account, statement):
    before = list(LedgerEntry.objects.values())
    with (
        pytest.raises(DatabaseError, match="ledger entries are never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(LedgerEntry.objects.values()) == before


def test_a_query_set_neither_updates_nor_deletes_entries(account):
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        LedgerEntry.objects.update(available=0)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        LedgerEntry.objects.all().delete()
    assert LedgerEntry.objects.get().available == 10


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


@pytest.mark.parametrize("column", ["available", "held"])
def test_no_balance_is_negative(account, column):
    refused(lambda: Balance.objects.update(**{column: -1}))


def test_no_hold_is_captured_beyond_its_credits(held):
    refused(lambda: Hold.objects.update(state="captured", captured=5))


def test_only_a_captured_hold_took_credits(held):
    refused(lambda: Hold.objects.update(captured=1))


def test_a_hold_ends_with_one_entry(account, held):
    ledger.capture(held, note="Made")
    for kind in ("capture", "release"):
        refused(
            lambda kind=kind: LedgerEntry.objects.create(
                account=account, kind=kind, key=f"again {kind}", available=0, held=-4, hold=held, note="Again"
            )
        )


def test_a_hold_begins_with_one_entry(account, held):
    refused(
        lambda: LedgerEntry.objects.create(
            account=account, kind="hold", key="again", available=-4, held=4, hold=held, note="Again"
        )
    )


@pytest.mark.parametrize("kind", ["hold", "capture", "release"])
def test_an_entry_about_a_hold_names_it(account, kind):
    refused(
        lambda: LedgerEntry.objects.create(
            account=account, kind=kind, key="k", available=0, held=0, note="Whose?"
        )
    )


def test_an_adjustment_has_an_author(account):
    refused(lambda: ledger.adjust(account, 1, key="fix", note="By nobody", author=None))
    assert Balance.objects.get().available == 10


def test_an_account_with_a_ledger_cannot_be_deleted(account):
    with pytest.raises(IntegrityError):
        account.delete()
