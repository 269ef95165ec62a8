"""What generation charges for, told to the audit: requests whose clips are there."""

from __future__ import annotations

from django.db.models import QuerySet

from billing import audit
from billing.models import Hold

from .models import RenderRequest


def without_paid_requests(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    """Leave out the holds of requests that ended with at least one take published."""
    paid = RenderRequest.objects.filter(state=RenderRequest.State.READY, job__takes__clip__isnull=False)
    return holds.exclude(pk__in=paid.values("hold_id"))


audit.explain(without_paid_requests)
