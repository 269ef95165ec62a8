"""First come, first served: what the policy is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .model import Asking, Turn, Waiting


def choose(
    waiting: Sequence[Waiting],
    turns: Sequence[Turn],
    reloads: Mapping[str, float],
    asking: Asking,
    now: float,
) -> Waiting | None:
    """The oldest job that the worker serves."""
    able = (
        job
        for job in waiting
        if job.engine in asking.engines and (job.not_before is None or job.not_before <= now)
    )
    return min(able, key=lambda job: (job.queued_at, job.id), default=None)
