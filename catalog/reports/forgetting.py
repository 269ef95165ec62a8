"""What names a person in a report goes after `REPORT_DAYS`; that there was one, and how it ended, stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog.models import CounterNotice, Report, Review

A_ROUND = 500


def forget() -> int:
    """Remove names, addresses and words of what was decided long ago; returns of how many reports. Safe to repeat."""
    now = timezone.now()
    since = now - timedelta(days=settings.REPORT_DAYS)
    old = Report.objects.filter(decided_at__lt=since, forgotten_at=None).exclude(
        takedowns__counter_notice__state__in=[CounterNotice.State.WAITING, CounterNotice.State.COURT]
    )
    rows = list(old[:A_ROUND])
    for report in rows:
        _forget(report)
    CounterNotice.objects.filter(state=CounterNotice.State.DONE, back_at__lt=since).exclude(name="").update(
        name="", address="", phone="", email="", words="", signature="", court="", user=None
    )
    return len(rows)


@transaction.atomic
def _forget(report: Report) -> None:
    report.notes.all().delete()
    Report.objects.filter(pk=report.pk).update(
        name="", email="", words="", statements={}, user=None, forgotten_at=timezone.now()
    )
    if report.review_id is None:
        return
    review = Review.objects.select_for_update().get(pk=report.review_id)
    for line in review.evidence.get("reports", []):
        if line["number"] == report.number:
            line["words"] = ""
    review.save(update_fields=["evidence"])
