"""Jobs with real workers: on every broker, killed, drained, and with the broker away."""

import os
import random
import signal
import subprocess
from contextlib import contextmanager, suppress

import psycopg
import pytest

from .installation import wait_for

pytestmark = [pytest.mark.render]

KILLS = int(os.environ.get("KILLS", "3"))


def test_a_request_is_made_by_a_worker_on_every_broker(installation, broker_url):
    here = installation(CELERY_BROKER_URL=broker_url)
    here.start("renderer")
    here.submit()
    wait_for(lambda: here.states() == [["ready", "done"]], 120, here.states)
    assert here.stray_files() == []
    assert here.python("from billing.audit import audit\nanswer = audit()") == []


def test_a_request_is_made_with_postgresql(installation):
    with own_database() as url:
        here = installation(DATABASE_URL=url)
        here.start("renderer")
        here.submit()
        wait_for(lambda: here.states() == [["ready", "done"]], 120, here.states)
        assert here.stray_files() == []
        here.stop()  # nobody is connected when the database is dropped


@contextmanager
def own_database():
    """A PostgreSQL database for one test. No server fails in CI and is skipped elsewhere."""
    server = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    name = f"flows_{os.getpid()}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip("PostgreSQL does not answer")
    with connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_worker_killed_at_random_moments_loses_nothing_and_charges_once(installation):
    here = installation(JOB_ATTEMPTS="1000")
    here.start("scheduler")
    here.start("worker")
    dice = random.Random(1)
    requests = 0
    for _ in range(KILLS):
        if not here.under_way():
            here.submit(seed=requests, duration_ms=3_000)
            requests += 1
        renderer = here.start("renderer")
        # From before its first import to after its last file: any moment of a worker's life.
        with suppress(subprocess.TimeoutExpired):
            renderer.wait(dice.uniform(0.5, 12.0))
        renderer.kill()
        renderer.wait()
    here.start("renderer")
    wait_for(lambda: here.states() == [["ready", "done"]] * requests, 180, here.states)
    here.python("from generation.jobs.work_dir import sweep\nanswer = sweep()")
    assert here.stray_files() == []
    captures = here.python(
        "from billing.models import LedgerEntry\nanswer = LedgerEntry.objects.filter(kind='capture').count()"
    )
    assert captures == requests
    assert here.python("from billing.audit import audit\nanswer = audit()") == []
    print(f"{KILLS} kills, {requests} requests, {here.attempts()} attempts")


def test_a_worker_asked_to_stop_gives_its_render_back(installation):
    here = installation(JOB_LEASE_SECONDS="60")
    renderer = here.start("renderer")
    here.submit(duration_ms=60_000, resolution="1080p", quality="high")
    wait_for(lambda: here.states() == [["rendering", "rendering"]], 60, here.states)
    renderer.send_signal(signal.SIGTERM)
    assert renderer.wait(15) == 0
    assert here.states() == [["queued", "queued"]]
    assert here.python("from generation.models import Job\nanswer = Job.objects.get().attempts") == 0
    assert here.stray_files() == []


def test_a_cancelled_render_stops_within_two_seconds_and_leaves_nothing(installation):
    here = installation()
    here.start("renderer")
    number = here.submit(duration_ms=60_000, resolution="1080p")
    wait_for(lambda: here.states() == [["rendering", "rendering"]], 60, here.states)
    took = here.python(
        "from generation.models import RenderRequest, Job\nfrom generation.jobs.cancel import cancel\nimport time\n"
        f"cancel(RenderRequest.objects.get(pk={number}))\nbegan = time.monotonic()\n"
        "while Job.objects.get().state == 'rendering' and time.monotonic() - began < 20: time.sleep(0.05)\n"
        "answer = time.monotonic() - began"
    )
    assert here.states() == [["cancelled", "cancelled"]]
    assert took < 4  # two are promised; a busy machine gets as many again
    assert here.stray_files() == []
    assert here.python("from billing.models import Balance\nanswer = Balance.objects.get().available") == 1000


def test_with_the_broker_away_the_request_waits_and_says_so(installation):
    here = installation(CELERY_BROKER_URL="redis://127.0.0.1:1/0")
    here.submit()
    waiting = here.python(
        "from generation.models import RenderRequest\nfrom generation.requests.follow import follow\n"
        "answer = follow(RenderRequest.objects.get()).waiting_for_queue"
    )
    assert waiting is True
    here.env["CELERY_BROKER_URL"] = "filesystem://"
    for kind in ("scheduler", "worker", "renderer"):
        here.start(kind)
    wait_for(lambda: here.states() == [["ready", "done"]], 120, here.states)
