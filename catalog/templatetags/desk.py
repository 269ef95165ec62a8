"""What the desk's templates ask."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from catalog.models import Review

register = template.Library()


@register.filter
def age(at: datetime) -> str:
    """How long ago, as short as a list needs it: "22 min", "3 h", "2 d"."""
    minutes = int((timezone.now() - at).total_seconds() // 60)
    return in_minutes(minutes)


@register.filter
def in_minutes(minutes: int) -> str:
    """A length of time, in the largest unit that keeps it exact enough."""
    if minutes < 120:
        return f"{max(0, minutes)} min"
    return f"{minutes // 60} h" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)} d"


@register.filter
def in_a_word(review: Review) -> str:
    """Why a case is in the queue, as short as its row: the rule that held a clip, or the kind of anything else."""
    return review.rule_name if review.kind == Review.Kind.CLIP else _KINDS[review.kind]


_KINDS: dict[str, str] = {
    Review.Kind.PROMPT: "refused prompt",
    Review.Kind.APPEAL: "appeal",
    Review.Kind.REPORT: "report",
    Review.Kind.SAMPLE: "sampled",
    Review.Kind.PROBING: "probing",
}
