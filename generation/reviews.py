"""What a moderator's decision means for those who asked."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from catalog.models import Clip
from catalog.signals import clip_published, clip_rejected
from generation.jobs.settle import settle_reviewed
from generation.models import RenderRequest, Take


@receiver([clip_published, clip_rejected])
def decided(sender: Any, clip: Clip, **kwargs: Any) -> None:
    """Settle the job once its last take is decided. A clip of no reviewed job is none of ours."""
    take = Take.objects.filter(clip=clip).select_related("job").first()
    if take and take.job.requests.filter(state=RenderRequest.State.REVIEW).exists():
        settle_reviewed(take.job)
