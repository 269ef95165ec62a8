"""Licensing: licences issued, links signed and checked, certificates made and verified, a second, by one process.

`DATABASE_URL` says on which database; without it a SQLite file like `make run`'s. Threads show what waiting for
each other costs: licences of one account queue at its balance, those of several do not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from tests.flows.installation import ROOT

LICENCES, SIGNED, DRAWN, THREADS = 200, 3_000, 40, 4


def measure() -> Iterator[str]:
    """A table's lines, measured in a process of its own on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings", "DEBUG": "true", "ENV_FILE": os.devnull,
            "DATA_DIR": folder, "CELERY_BROKER_URL": "memory://", "STRIPE_SANDBOX_URL": "", "DEFAULT_PLAN": "pro",
            "LOG_LEVEL": "ERROR", "EMAIL_URL": "dummymail://",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.licensing"],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    yield f"| on {found.pop('database')} | a second |"
    yield "|---|---|"
    for what, rate in found.items():
        yield f"| {what} | {rate:,.0f} |"


def _rate(done: int, work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return done / (time.perf_counter() - begun)


def _child() -> dict[str, object]:
    from django.db import connection

    from billing import certificate, downloads, ledger, licensing
    from billing.certificate_pdf import certificate_pdf
    from catalog.models import Account

    accounts = [Account.objects.create(name=f"Account {n}") for n in range(THREADS)]
    for account in accounts:
        ledger.grant(account, 100_000, key="bench", note="For the bench")
    clips = iter(_clips(LICENCES * 3))

    def issue(account: Account, many: int) -> None:
        for _ in range(many):
            licensing.issue(account, None, next(clips), "standard")
        connection.close()

    def at_once(work: list[Account]) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda account: issue(account, LICENCES // THREADS), work))

    found: dict[str, object] = {"database": connection.vendor}
    found["licences issued, one after the other"] = _rate(LICENCES, lambda: issue(accounts[0], LICENCES))
    found[f"licences issued by {THREADS} threads, one account"] = _rate(
        LICENCES, lambda: at_once([accounts[0]] * THREADS)
    )
    found[f"licences issued by {THREADS} threads, {THREADS} accounts"] = _rate(
        LICENCES, lambda: at_once(accounts)
    )
    licence = accounts[0].licences.first()
    assert licence is not None
    tokens = [downloads.link(licence, "master").rsplit("/", 1)[1]]
    found["links signed"] = _rate(SIGNED, lambda: [downloads.link(licence, "master") for _ in range(SIGNED)])
    found["links checked"] = _rate(SIGNED, lambda: [downloads.read(tokens[0]) for _ in range(SIGNED)])
    document = certificate.signed(licence)
    found["certificates signed (JSON)"] = _rate(
        DRAWN * 10, lambda: [certificate.signed(licence) for _ in range(DRAWN * 10)]
    )
    found["certificates verified (JSON)"] = _rate(
        DRAWN * 10, lambda: [certificate.check(document) for _ in range(DRAWN * 10)]
    )
    certificate_pdf(licence)
    found["certificates drawn (PDF)"] = _rate(DRAWN, lambda: [certificate_pdf(licence) for _ in range(DRAWN)])
    return found


def _clips(many: int) -> list:
    from django.utils import timezone

    from catalog.models import Account, Clip, Rendition

    house = Account.objects.create(name="House", kind="house")
    serial = count()
    clips = Clip.objects.bulk_create(
        Clip(
            account=house, state="published", published_at=timezone.now(), title=f"Golden waves {next(serial)}",
            prompt="golden waves", brief={"terms": []}, width=1280, height=720, fps=24, frame_count=96,
            duration_ms=4000, source_type="algorithmicMedia", engine="studio", engine_version="1", renderer="x",
            seed=1,
        )
        for _ in range(many)
    )  # fmt: skip
    Rendition.objects.bulk_create(
        Rendition(clip=clip, kind="master", key=f"bench/{clip.pk}", mime="video/mp4", width=1280, height=720,
                  size=1, sha256="0" * 64)
        for clip in clips
    )  # fmt: skip
    return clips


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(_child()))
