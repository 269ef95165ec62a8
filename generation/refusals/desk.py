"""Whoever probes on is shown to the moderators, with what was tried."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone

from catalog.models import Review
from catalog.publishing import open_case
from catalog.signals import review_decided
from generation.models import Refusal
from generation.requests.verdict import policy

from .asker import Asker
from .weigh import weight

WINDOW = timedelta(hours=24)
#: The newest prompts are evidence enough.
SHOWN = 30
RISK = 60


def show_to_moderators(asker: Asker) -> Review | None:
    """Open a case, or add to the open one, once an account's refusals of a day weigh enough. Guests have none."""
    account = asker.account
    if account is None:
        return None
    subject = f"account {account.pk}"
    since = timezone.now() - WINDOW
    judged = Review.objects.filter(
        kind=Review.Kind.PROBING, subject=subject, decided_at__isnull=False
    ).order_by("decided_at")
    last = judged.last()
    if last and last.decided_at and last.decided_at > since:
        since = last.decided_at
    refusals = list(Refusal.objects.filter(account=account, at__gt=since))
    heavy = weight(refusals)
    if heavy < settings.REFUSALS_DESK_AFTER:
        return None
    evidence = _evidence(refusals, heavy)
    rule, _ = Counter(one.rule for one in refusals).most_common(1)[0]
    case = open_case(
        Review.Kind.PROBING,
        account=account,
        subject=subject,
        prompt=refusals[-1].prompt,
        rule=rule,
        rule_name=_name(rule),
        reason=f"{len(refusals)} prompts of this account were refused within a day, {heavy} of them one after another.",
        evidence=evidence,
        risk=RISK,
    )
    if case.evidence != evidence and case.decided_at is None:
        case.evidence, case.prompt = evidence, refusals[-1].prompt
        case.save(update_fields=["evidence", "prompt"])
    return case


def _evidence(refusals: list[Refusal], heavy: int) -> dict[str, Any]:
    shown = [
        {"prompt": one.prompt, "rule": one.rule, "at": one.at.isoformat(), "submitted": one.submitted}
        for one in refusals[-SHOWN:]
    ]
    return {"prompts": shown, "refused": len(refusals), "weight": heavy}


def _name(rule: str) -> str:
    try:
        return policy().rule(rule).name
    except KeyError:
        return rule


@receiver(review_decided)
def decided(sender: Any, review: Review, approved: bool, **kwargs: Any) -> None:
    """A moderator who finds nothing wrong frees the account at once; else it goes on waiting as it is."""
    if review.kind == Review.Kind.PROBING and approved:
        Refusal.objects.filter(account=review.account, at__lte=review.decided_at or timezone.now()).delete()
