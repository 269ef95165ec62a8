"""Appeals of rejected clips: once for each decision, decided by somebody else than who decided first.

What was charged stays as it is: a rejected clip's credits came back, and a granted appeal charges nothing. The clip is
published, and its account licenses it like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.dispatch import receiver
from django.template.loader import render_to_string

from . import publishing
from .access import accounts_of
from .models import AuditLine, Clip, Review
from .signals import review_decided

SHORTEST, LONGEST = 10, 2_000
#: A person's appeal comes before most of what the policy holds: somebody waits for it.
RISK = 30


class CannotAppeal(Exception):
    """There is nothing to appeal, or it was appealed already. The message is for the person."""


@dataclass(frozen=True)
class Appealed:
    """A rejection, and what became of its appeal: None where nobody has appealed."""

    clip: Clip
    decision: Review
    appeal: Review | None

    @property
    def state(self) -> str:
        """`none`, `open`, `granted` or `turned down`."""
        if self.appeal is None:
            return "none"
        names = {Review.State.OPEN: "open", Review.State.APPROVED: "granted"}
        return names.get(Review.State(self.appeal.state), "turned down")


def standing(clip: Clip) -> Appealed | None:
    """How the newest rejection of a clip stands; None for a clip that was never rejected."""
    decision = (
        Review.objects.filter(clip=clip, kind=Review.Kind.CLIP, state=Review.State.REJECTED)
        .select_related("appealed_by")
        .order_by("-decided_at", "-pk")
        .first()
    )
    return Appealed(clip, decision, getattr(decision, "appealed_by", None)) if decision else None


def appeal(clip: Clip, user: Any, words: str) -> Review:
    """Put the rejection of an account's clip before another moderator. Raises CannotAppeal with a sentence."""
    words = words.strip()
    if not accounts_of(user).filter(pk=clip.account_id).exists():
        raise CannotAppeal("Only the account that had this clip made can appeal.")
    if not SHORTEST <= len(words) <= LONGEST:
        raise CannotAppeal(
            f"Say in {SHORTEST} to {LONGEST:,} characters why the clip is fine; this has {len(words):,}."
        )
    now = standing(clip)
    if now is None or clip.state != Clip.State.REJECTED:
        raise CannotAppeal("This clip was not rejected, so there is nothing to appeal.")
    if now.appeal:
        raise CannotAppeal("This decision was appealed already. Each can be appealed once.")
    decision = now.decision
    try:
        with transaction.atomic():
            return publishing.open_case(
                Review.Kind.APPEAL,
                account=clip.account,
                clip=clip,
                prompt=clip.prompt,
                rule=decision.rule,
                rule_name=decision.rule_name,
                reason=f"Rejected: {decision.decision_reason}",
                evidence=decision.evidence | {"appeal": words},
                risk=max(decision.risk, RISK),
                appeal_of=decision,
                actor=user,
            )
    except IntegrityError:
        raise CannotAppeal("This decision was appealed already. Each can be appealed once.") from None


@receiver(review_decided)
def tell_the_appellant(sender: Any, review: Review, approved: bool, reason: str, **kwargs: Any) -> None:
    """Mail whoever appealed, once the answer is committed."""
    if review.kind != Review.Kind.APPEAL or review.clip is None:
        return
    line = AuditLine.objects.filter(review=review, action="opened").select_related("actor").first()
    if line is None or line.actor is None:
        return
    address, clip = line.actor.email, review.clip
    context = {
        "clip": clip,
        "granted": approved,
        "reason": reason,
        "url": settings.SITE_URL + clip.get_absolute_url(),
    }
    subject, _, body = render_to_string("catalog/mail/appeal.txt", context).strip().partition("\n")
    transaction.on_commit(
        lambda: send_mail(subject.strip(), body.strip() + "\n", None, [address], fail_silently=True)
    )
