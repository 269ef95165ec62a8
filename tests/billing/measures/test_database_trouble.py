"""A database that is locked or goes away in the middle: all is written or nothing, and the same call is safe again."""

import threading

import pytest
from django.db import DatabaseError, InterfaceError, connection, connections, transaction

from billing import ledger
from billing.audit import audit
from billing.models import Balance, Hold, LedgerEntry

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def account(make_account):
    return make_account("Ada", credits=10)


def interrupt():
    """Another session ends ours; SQLite's, which has no sessions, is cut off."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        other.close()
    else:
        connection.connection.interrupt()
        connection.connection.close()


def two_holds_cut_short(account):
    with transaction.atomic():
        ledger.hold(account, 4, key="k", note="A clip")
        interrupt()
        ledger.hold(account, 3, key="l", note="Another")


def test_a_connection_that_drops_in_mid_transaction_leaves_nothing(account):
    with pytest.raises((DatabaseError, InterfaceError, transaction.TransactionManagementError)):
        two_holds_cut_short(account)
    connection.close()
    assert not Hold.objects.exists()
    assert Balance.objects.get().available == 10
    assert ledger.hold(account, 4, key="k", note="A clip").credits == 4
    assert audit() == []


def test_whoever_waits_too_long_for_a_lock_writes_nothing_and_may_ask_again(account):
    locked, enough = threading.Event(), threading.Event()

    def hog():
        with transaction.atomic():
            Balance.objects.select_for_update().get(account=account)
            locked.set()
            enough.wait(20)
        connection.close()

    thread = threading.Thread(target=hog)
    thread.start()
    assert locked.wait(10)
    try:
        impatient()
        with pytest.raises(DatabaseError):
            ledger.hold(account, 4, key="k", note="A clip")
    finally:
        enough.set()
        thread.join()
        connection.close()
    assert not Hold.objects.exists()
    assert LedgerEntry.objects.count() == 1
    assert ledger.hold(account, 4, key="k", note="A clip").credits == 4
    assert audit() == []


def impatient():
    """Wait for a lock for a moment alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA busy_timeout = 50" if connection.vendor == "sqlite" else "SET lock_timeout = '50ms'"
        )
