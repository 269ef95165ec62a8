"""Asking a person about a refused prompt, and how that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import Review
from catalog.publishing import open_case
from generation.models import Override, RenderRequest
from generation.requests.verdict import policy

LONGEST_WORDS = 1_000
#: How long a decision stands for the same words, asked for again.
ONE_DECISION = timedelta(days=30)
NO_EXCEPTION = "Nobody here can make an exception to this rule, so there is no appeal."


class AppealRefused(Exception):
    """An appeal that can't be taken; the message is the sentence for the person. Nothing was written."""


@dataclass(frozen=True)
class Appeal:
    """How a refused request stands: whether it may be appealed, or what became of the appeal."""

    state: Literal["none", "possible", "open", "granted", "expired", "declined"]
    sentence: str = ""
    until: datetime | None = None


def overridable_by(request: RenderRequest) -> str:
    """Who may set the rule aside that refused a request: as it was judged, "nobody" where that is unknown."""
    known = request.verdict.get("overridable_by")
    if known:
        return str(known)
    try:
        return policy().rule(str(request.verdict.get("rule", ""))).overridable_by
    except KeyError:
        return "nobody"


def appeal_of(request: RenderRequest) -> Appeal:
    """How a request's appeal stands now."""
    if request.state != RenderRequest.State.REFUSED:
        return Appeal("none")
    override = Override.objects.filter(request=request).first()
    if override:
        return Appeal(
            "granted" if override.expires_at > timezone.now() else "expired", until=override.expires_at
        )
    case = _cases(request).last()
    if case is None:
        if overridable_by(request) == "nobody":
            return Appeal("none", NO_EXCEPTION)
        return Appeal("possible")
    if case.state == Review.State.OPEN:
        return Appeal("open", until=case.opened_at)
    return Appeal("declined", case.decision_reason)


@transaction.atomic
def appeal(request: RenderRequest, user: Any, words: str) -> Review:
    """Put a refused request before a person. A repeat gives the same case, whatever became of it."""
    row = RenderRequest.objects.select_for_update().get(pk=request.pk)
    earlier = _cases(row).last()
    if earlier:
        return earlier
    if row.state != RenderRequest.State.REFUSED:
        raise AppealRefused("This request was not refused, so there is nothing to appeal.")
    if overridable_by(row) == "nobody":
        raise AppealRefused(NO_EXCEPTION)
    said = words.strip()
    if not said:
        raise AppealRefused("Say in a few words why it should be made.")
    if len(said) > LONGEST_WORDS:
        raise AppealRefused(
            f"That is {len(said):,} characters; the form takes {LONGEST_WORDS:,}. Shorten it and send it again."
        )
    return put_before_a_person(row, {"appeal": said, "user": user.pk})


def put_before_a_person(
    request: RenderRequest, evidence: dict[str, Any], *, escalated: bool = False
) -> Review:
    """Open the case of a refused request. What a rule keeps for leads goes to leads at once."""
    verdict = request.verdict
    case = open_case(
        Review.Kind.PROMPT,
        account=request.account,
        subject=subject(request),
        prompt=request.prompt,
        rule=verdict["rule"],
        rule_name=verdict["name"],
        reason=verdict["reason"],
        evidence={**verdict, **evidence, "request": request.pk},
        risk=verdict.get("risk", 0),
    )
    if (escalated or overridable_by(request) == "lead") and not case.escalated:
        case.escalated = True
        case.save(update_fields=["escalated"])
    return case


def subject(request: RenderRequest) -> str:
    """What a case is called that is about a request."""
    return f"request {request.pk}"


def _cases(request: RenderRequest) -> QuerySet[Review]:
    """The appeals of this request, and of the same words asked for again lately: one decision is enough."""
    alike = Q(
        account=request.account_id,
        prompt=request.prompt,
        rule=request.verdict.get("rule", ""),
        opened_at__gt=timezone.now() - ONE_DECISION,
    )
    return Review.objects.filter(Q(subject=subject(request)) | alike, kind=Review.Kind.PROMPT).order_by("pk")
