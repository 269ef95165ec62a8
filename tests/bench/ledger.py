"""A balance, however long the ledger is: the same question to a small and a large one, in one run.

`BENCH_ENTRIES` is the large one's length (10 million; its database takes about 2.5 GB while it is measured).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.flows.installation import ROOT

SMALL, LARGE, ASKED = 10_000, int(os.environ.get("BENCH_ENTRIES", "10000000")), 400


def measure() -> Iterator[str]:
    """A table's lines; each ledger in a SQLite file and a process of its own."""
    yield "| entries of one account | a balance, ms | a hold and its release, ms |"
    yield "|---|---|---|"
    for entries in (SMALL, LARGE):
        with tempfile.TemporaryDirectory() as folder:
            found = _measured(Path(folder), entries)
        yield f"| {entries:,} | {found['balance']:.2f} | {found['hold']:.2f} |"


def _measured(folder: Path, entries: int) -> dict[str, float]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings", "DEBUG": "true", "ENV_FILE": os.devnull,
        "DATA_DIR": str(folder), "CELERY_BROKER_URL": "memory://", "STRIPE_SANDBOX_URL": "", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.ledger", str(entries)],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _child(entries: int) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from billing import ledger
    from catalog.models import Account

    call_command("migrate", verbosity=0)
    account = Account.objects.create(name="Busy")
    ledger.grant(account, 1_000, key="bench", note="For the bench")
    with connection.cursor() as cursor:  # pairs that cancel out, as holds and releases do
        cursor.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
            "INSERT INTO billing_ledgerentry (account_id, kind, key, available, held, note, at) "
            "SELECT %s, 'refund', 'e' || i, CASE i %% 2 WHEN 0 THEN 1 ELSE -1 END, 0, 'n', '2026-01-01' FROM n",
            [entries // 2 * 2, account.pk],
        )
    return {
        "balance": _median(lambda n: ledger.balance(account)),
        "hold": _median(lambda n: _hold(account, n)),
    }


def _hold(account: object, number: int) -> None:
    from billing import ledger

    ledger.release(ledger.hold(account, 3, key=f"bench {number}", note="n"), note="n")  # type: ignore[arg-type]


def _median(work: object) -> float:
    times = []
    for number in range(ASKED):
        begun = time.perf_counter()
        work(number)  # type: ignore[operator]
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    print(json.dumps(_child(int(sys.argv[1]))))
