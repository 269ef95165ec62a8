"""The queue: what choosing costs by itself, and what looking and claiming cost on a database with many rows.

The database is SQLite in a file of its own, or `DATABASE_URL`'s server in a database made for it. `BENCH_QUEUED` is how
many jobs wait (2,000), each tenth asked for by one account.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from tests.flows.installation import ROOT

QUEUED = int(os.environ.get("BENCH_QUEUED", "2000"))
WAITING, ASKED, CLAIMED = (500, 2_000, 5_000), 30, 40


def measure() -> Iterator[str]:
    """Two tables' lines."""
    yield "| waiting | the next job, ms | the whole order, ms |"
    yield "|---|---|---|"
    for waiting in WAITING:
        next_job, order = _policy(waiting)
        yield f"| {waiting:,} | {next_job:.1f} | {order:.0f} |"
    yield ""
    yield "| database | queued | claim, ms | a claim that others won 3 times first, ms | the wait told, ms |"
    yield "|---|---|---|---|---|"
    for name, url in (("SQLite", ""), ("PostgreSQL", os.environ.get("DATABASE_URL", ""))):
        if name == "SQLite" or url:
            found = _database(url)
            yield f"| {name} | {QUEUED:,} | {found['claim']:.0f} | {found['raced']:.0f} | {found['told']:.0f} |"


def _policy(waiting: int) -> tuple[float, float]:
    from generation.scheduling.model import FAST, NORMAL, PAID, Asking, Turn, Waiting
    from generation.scheduling.policy import Queue, choose

    chance = random.Random(1)
    jobs = [
        Waiting(
            n, chance.randrange(waiting // 3), chance.choice("abc"), chance.choice((FAST, PAID, NORMAL)),
            chance.uniform(5, 60), chance.uniform(0, 7_000), chance.choice((None, 8_000.0)),
        )
        for n in range(waiting)
    ]  # fmt: skip
    turns = [Turn(n % 90, "a", NORMAL, 30.0, 0.0, 6_000.0 + n, 6_030.0 + n) for n in range(900)]
    reloads, asking = dict.fromkeys("abc", 60.0), Asking(frozenset("abc"), frozenset("a"))
    return (
        _median(lambda: choose(jobs, turns, reloads, asking, 7_000.0)),
        _median(lambda: list(Queue(jobs, turns, reloads, 7_000.0).order(asking, 7_000.0))),
    )


def _median(work: Callable[[], object], asked: int = ASKED) -> float:
    times = []
    for _ in range(asked):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(times)


def _database(url: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings", "DEBUG": "true", "ENV_FILE": os.devnull,
            "DATA_DIR": folder, "CELERY_BROKER_URL": "memory://", "STRIPE_SANDBOX_URL": "", "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        if url:
            environment["DATABASE_URL"] = url
        else:
            environment.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.queue"],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _child() -> dict[str, float]:
    import django

    django.setup()
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return _measured()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _measured() -> dict[str, float]:
    from datetime import timedelta
    from itertools import islice

    from django.utils import timezone

    from catalog.models import Account
    from generation.jobs.claim import claim, claim_next, waiting
    from generation.models import Job
    from generation.requests.wait import wait_ahead
    from generation.scheduling.model import FAST, NORMAL, PAID

    now, chance = timezone.now(), random.Random(1)
    accounts = Account.objects.bulk_create(Account(name=f"A{n}") for n in range(QUEUED // 3))

    def job(number: int, **fields: object) -> Job:
        who = accounts[0] if number % 10 == 0 else chance.choice(accounts)
        priority = chance.choice((FAST, PAID, NORMAL, NORMAL))
        deadline = now + timedelta(hours=2) if priority == FAST else None
        return Job(
            account=who, spec={}, spec_hash=str(number), priority=priority, deadline=deadline,
            seconds_expected=chance.uniform(5, 60), **fields,
        )  # fmt: skip

    done = {"state": Job.State.DONE, "render_seconds": 20.0}
    Job.objects.bulk_create(
        job(n, started_at=now - timedelta(seconds=n), ended_at=now - timedelta(seconds=n - 20), **done)
        for n in range(20_000)
    )
    Job.objects.bulk_create(job(100_000 + n) for n in range(QUEUED))

    def raced() -> None:
        lost = list(islice(waiting(), 4))
        assert claim(lost[3])

    claim_next()
    return {
        "claim": _median(claim_next, CLAIMED),
        "raced": _median(raced, CLAIMED),
        "told": _median(lambda: wait_ahead("studio", NORMAL, 20.0), 10),
    }


if __name__ == "__main__":
    print(json.dumps(_child()))
