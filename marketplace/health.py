"""How each part is, found out by using it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from billing.models import LedgerAudit, WebhookEvent
from catalog.reports.overdue import figures
from catalog.search import search_index
from generation.engine.registry import STUDIO, engine, names
from generation.jobs import fleet
from generation.jobs.served import alive
from generation.models import Job, RenderWorker
from generation.offered import problem as models_problem
from generation.requests import figures as estimates
from generation.requests.verdict import standing

#: A queued job that nobody began for this long means that no worker is there.
STALE = timedelta(minutes=10)


@dataclass(frozen=True)
class Part:
    """One part's health, in words."""

    name: str
    well: bool
    words: str


def parts() -> list[Part]:
    """Every part, each looked at now; a part that fails says so instead of failing the rest."""
    looks: dict[str, Callable[[], str]] = {
        "Database": _database,
        "Files": _files,
        "Queue": _queue,
        "Search": _search,
        "Making clips": _engines,
        "Times told": estimates.sentence,
        "Rules": _rules,
        "Money": _money,
        "Reports": _reports,
    }
    return [_look(name, look) for name, look in looks.items()]


def _look(name: str, look: Callable[[], str]) -> Part:
    try:
        return Part(name, True, look())
    except Exception as error:
        return Part(name, False, str(error)[:200] or type(error).__name__)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return f"{connection.vendor.capitalize() if connection.vendor != 'sqlite' else 'SQLite'} answers."


def _files() -> str:
    key = default_storage.save(f"health/{uuid.uuid4()}", ContentFile(b"here"))
    try:
        with default_storage.open(key) as file:
            if file.read() != b"here":
                raise OSError("A file came back altered.")
    finally:
        default_storage.delete(key)
    return "A file was written, read and removed."


def _queue() -> str:
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    waiting = Job.objects.filter(state=Job.State.QUEUED)
    if waiting.filter(created_at__lt=timezone.now() - STALE, attempts=0, priority__lt=9).exists():
        raise RuntimeError("Requests wait longer than ten minutes: is a renderer running?")
    return f"The queue answers; {waiting.count()} waiting."


def _search() -> str:
    return search_index().health().words


def _money() -> str:
    """The last night's audit, payments that wait too long, and who takes the money."""
    last = LedgerAudit.objects.first()
    if last and last.problems:
        raise RuntimeError(f"The ledger does not add up: {last.problems[0]}")
    waiting = WebhookEvent.objects.filter(state__in=["new", "failed"], received_at__lt=timezone.now() - STALE)
    if waiting.exists():
        raise RuntimeError(f"{waiting.count()} events of the payment service wait longer than ten minutes.")
    given_up = WebhookEvent.objects.filter(state="given up").count()
    if given_up:
        raise RuntimeError(f"{given_up} events of the payment service failed for good: see the admin.")
    taken = (
        "the sandbox"
        if settings.STRIPE_SANDBOX
        else "Stripe"
        if settings.PAYMENTS
        else "nobody: not configured"
    )
    audited = f"audited {last.at:%-d %B}" if last else "not audited yet"
    return f"The ledger is {audited}; payments go to {taken}."


def _reports() -> str:
    """Reports from the public that wait, and takedowns whose files are still in reach."""
    found = figures()
    if found.files_stuck:
        raise RuntimeError(
            f"{found.files_stuck} files of clips that were taken down lie where they were: does a worker run?"
        )
    if found.overdue:
        raise RuntimeError(f"{found.overdue} reports wait longer than they may: see the desk.")
    decided = (
        f"{found.in_time} of {found.decided} within their time in 30 days" if found.decided else "none yet"
    )
    return f"{found.waiting} waiting; decided: {decided}."


def _engines() -> str:
    """The studio engine has to run here; a model needs a worker somewhere."""
    lacking = engine(STUDIO).missing()
    if lacking:
        raise RuntimeError(f"The {STUDIO} engine can't run on the site's machine: {lacking[0]}")
    if models_problem():
        raise RuntimeError(f"Only the studio engine makes clips: {models_problem()}")
    unserved = fleet.unserved()
    if unserved:
        raise RuntimeError(
            f"No GPU worker serves {', '.join(unserved)}: start manage.py gpu_worker on a machine with a GPU."
        )
    workers = "; ".join(_worker(one) for one in alive())
    return f"Engines: {', '.join(names())}. " + (f"Renderers: {workers}." if workers else "No renderer yet.")


def _worker(one: RenderWorker) -> str:
    loaded = f", {', '.join(one.resident)} loaded" if one.resident else ""
    return f"{one.name} ({one.device}) for {', '.join(one.engines)}{loaded}"


def _rules() -> str:
    now = standing()
    if now.fallen_back:
        raise RuntimeError(f"The policy can't be used, so every prompt waits for a person: {now.error}")
    if now.error:
        raise RuntimeError(
            f"The policy's file has an error; version {now.policy.version} stays in force: {now.error}"
        )
    return f"Policy {now.policy.version}: {len(now.policy.rules)} rules."
