"""What generation knows of a moderation case: its requests, the credits that they hold, and what was refused before."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q

from catalog import desk
from catalog.models import Review
from generation.models import RenderRequest

desk.FINDERS["request"] = lambda number: Q(clip__take__job__requests=number)


@desk.tell
def requests_of(review: Review) -> Iterable[tuple[str, str]]:
    """The requests behind a clip with their credits, and how often the account was refused."""
    if review.clip_id:
        asked = RenderRequest.objects.filter(job__takes__clip=review.clip_id).select_related("hold")
        rows = list(asked.order_by("pk")[:5])
        if rows:
            yield "Request", ", ".join(str(row.pk) for row in rows)
        held = sum(row.hold.credits for row in rows if row.hold and row.hold.state == "held")
        if held:
            yield "Holds", f"{held} credit{'' if held == 1 else 's'}, back if rejected"
    counts = RenderRequest.objects.filter(account=review.account_id).aggregate(
        asked=Count("pk"), refused=Count("pk", filter=Q(state=RenderRequest.State.REFUSED))
    )
    if counts["asked"]:
        yield "Refused", f"{counts['refused']} of {counts['asked']} requests"
