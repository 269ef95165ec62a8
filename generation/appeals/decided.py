"""What a moderator's decision on an appeal means: an exception for one prompt, or a reason; a mail either way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from catalog.access import accounts_of, is_lead, is_moderator
from catalog.audit import record
from catalog.models import Review
from catalog.signals import review_decided
from generation.models import Override, RenderRequest
from generation.requests.same_prompt import prompt_hash
from generation.requests.verdict import policy

from .appeal import overridable_by, put_before_a_person
from .mail import tell_later

#: How long the account can use an exception.
HOLDS = timedelta(days=30)


@receiver(review_decided)
def decided(sender: Any, review: Review, approved: bool, actor: Any, reason: str, **kwargs: Any) -> None:
    """Grant or decline. What the actor may not grant goes before somebody else instead."""
    if review.kind != Review.Kind.PROMPT:
        return
    request = (
        RenderRequest.objects.filter(pk=review.evidence.get("request")).select_related("account").first()
    )
    if request is None:
        return
    hindrance = _hindrance(request, actor, approved)
    if hindrance:
        record("appeal goes on", actor=actor, review=review, subject=review.subject, note=hindrance)
        put_before_a_person(
            request,
            {key: review.evidence.get(key) for key in ("appeal", "user")} | {"before": hindrance},
            escalated=True,
        )
        return
    if approved:
        _grant(request, review, actor)
    tell_later(review)


def _hindrance(request: RenderRequest, actor: Any, approved: bool) -> str:
    """Why a decision of this person does not count; "" if it does."""
    if actor is None or not is_moderator(actor):
        return "Who decided is no moderator any more."
    if accounts_of(actor).filter(pk=request.account_id).exists():
        return "Who decided belongs to the account that asks."
    if approved and overridable_by(request) == "lead" and not is_lead(actor):
        return "This rule needs a lead's yes."
    return ""


def _grant(request: RenderRequest, review: Review, actor: Any) -> None:
    """Nothing is granted for rules that allow no exception; screening would not heed it either."""
    if overridable_by(request) == "nobody":
        return
    override, granted = Override.objects.get_or_create(
        request=request,
        defaults={
            "account": request.account,
            "prompt_hash": prompt_hash(request.prompt),
            "rule": review.rule,
            "policy_sha256": request.verdict.get("policy_sha256") or policy().sha256,
            "granted_by": actor,
            "expires_at": timezone.now() + HOLDS,
        },
    )
    if granted:
        record(
            "exception granted",
            actor=actor,
            review=review,
            subject=review.subject,
            details={
                "rule": override.rule,
                "prompt": override.prompt_hash,
                "policy": override.policy_sha256,
                "until": override.expires_at.isoformat(),
            },
        )
