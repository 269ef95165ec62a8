"""Asks, and clips for their jobs, without rendering anything."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalog.models import Clip
from generation.jobs.claim import claim
from generation.models import Job, RenderRequest
from generation.requests.ask import Ask
from generation.requests.submit import submit

PROMPT = "Golden waves at sunset"
HELD = "Golden waves in the style of Lego"
REFUSED = "A bloody beheading on golden waves"


def ask_for(
    account: Any, prompt: str = PROMPT, *, user: Any = None, key: str = "", **settings: Any
) -> RenderRequest:
    """A request that came the way of every request. Costs 2 credits a take."""
    return submit(account, user, Ask(prompt, **settings), key or uuid.uuid4().hex)


def begun(request: RenderRequest) -> Job:
    """The request's job, owned by a worker."""
    job = claim(request.job_id)
    assert job is not None
    return job


def give_clips(job: Job, make_clip: Callable[..., Clip]) -> list[Clip]:
    """Every take has its clip, as if it had been rendered and stored."""
    clips = []
    for take in job.takes.all():
        take.clip = make_clip(job.account, state=Clip.State.REVIEWING, private=job.spec["private"])
        take.save()
        clips.append(take.clip)
    return clips


def let_lease_run_out(job: Job) -> None:
    """Its worker died a while ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
