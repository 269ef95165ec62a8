"""The takes of a request that a moderator rejected, and what became of their appeals."""

from __future__ import annotations

from catalog.appeals import Appealed, standing
from catalog.models import Clip, Review
from generation.models import RenderRequest


def rejections(request: RenderRequest) -> list[Appealed]:
    """Every take that was rejected, in order, with its decision and its appeal."""
    if request.job_id is None:
        return []
    decided = Review.objects.filter(kind=Review.Kind.CLIP, state=Review.State.REJECTED).values("clip")
    clips = Clip.objects.filter(take__job=request.job_id, pk__in=decided).order_by("take__index")
    return [found for clip in clips if (found := standing(clip))]
