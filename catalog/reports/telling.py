"""Mails about reports: each once, tried again until the mail server takes it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalog.models import CounterNotice, Membership, Report, Takedown

from .clocks import CLOCKS, Kind

log = logging.getLogger(__name__)
_SALT = "catalog.report"
A_ROUND = 200


def link(report: Report) -> str:
    """The path of a report's private page. Whoever has it acts for the sender; nobody guesses it."""
    return reverse("report-follow", args=[signing.dumps(report.pk, salt=_SALT)])


def of_token(token: str) -> Report | None:
    """The report that a link names; None for an altered one."""
    try:
        return Report.objects.select_related("clip").filter(pk=signing.loads(token, salt=_SALT)).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None


def hint_later() -> None:
    """Have the mails of this transaction sent after its commit; without a broker the scheduler sends them."""
    transaction.on_commit(_hint)


def _hint() -> None:
    try:
        current_app.send_task("catalog.tasks.tend_reports", retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker took no hint of a report, the scheduler will: %s", error)


def tell() -> int:
    """Send every mail that is due; returns how many. Safe to run anywhere, any time: each goes out once."""
    reports = Report.objects.select_related("clip")
    due: list[tuple[models.QuerySet[Any], str, Callable[[Any], bool]]] = [
        (reports.filter(acknowledged_at=None, forgotten_at=None), "acknowledged_at", _acknowledge),
        (
            reports.filter(told_at=None, forgotten_at=None).exclude(state=Report.State.OPEN),
            "told_at",
            _tell_sender,
        ),
        (
            Takedown.objects.filter(told_at=None, interim=False, ended_at=None).select_related("clip"),
            "told_at",
            tell_account,
        ),
        (
            CounterNotice.objects.filter(told_at=None).select_related("takedown__report"),
            "told_at",
            _pass_on,
        ),
    ]
    return sum(_once(row, name, send) for rows, name, send in due for row in rows.order_by("pk")[:A_ROUND])


def _once(row: Any, name: str, send: Callable[[Any], bool]) -> bool:
    """Mark the row, then send: two workers never send twice. A server that fails is asked again."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    if not rows.filter(**{name: None}).update(**{name: timezone.now()}):
        return False
    try:
        return send(row)
    except OSError:
        log.exception("a mail about %s could not be sent", row)
        rows.update(**{name: None})
        return False


def _acknowledge(report: Report) -> bool:
    hours = round(CLOCKS[Kind(report.kind)].within.total_seconds() / 3600)
    within = f"{hours} hours" if hours <= 48 else f"{hours // 24} days"
    return _send("received", [report.email], report=report, link=link(report), within=within)


def _tell_sender(report: Report) -> bool:
    return _send("decided", [report.email], report=report, link=link(report))


def tell_account(takedown: Takedown) -> bool:
    """Tell the people of the clip's account why it is down and how to answer.

    Who reported it stays out, but for a copyright notice whose sender agreed that it is passed on.
    """
    account = takedown.clip.account_id
    owners = Membership.objects.filter(account=account, role=Membership.Role.OWNER, user__is_active=True)
    report = takedown.report
    notice = report if report and report.kind == Kind.COPYRIGHT and report.shares else None
    return _send(
        "taken_down", list(owners.values_list("user__email", flat=True)), takedown=takedown, notice=notice
    )


def _pass_on(counter: CounterNotice) -> bool:
    report = counter.takedown.report
    if report is None:
        return False
    return _send("counter_notice", [report.email], counter=counter, report=report, link=link(report))


def _send(name: str, to: list[str], **context: Any) -> bool:
    addresses = [one for one in to if one]
    if not addresses:
        return False
    text = render_to_string(f"catalog/mail/report_{name}.txt", {"site_url": settings.SITE_URL, **context})
    subject, _, body = text.strip().partition("\n")
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", None, addresses).send()
    return True
