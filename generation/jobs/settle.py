"""The end of a job, and what it means for everybody who asked: exactly once, in one transaction.

Lock order everywhere: job, then its requests, then balances (billing/locks.py).
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from billing import ledger, offers
from catalog.models import Clip
from catalog.publishing import open_review, publish
from generation.models import Job, JobPreview, RenderRequest
from generation.requests.submit import held_for_review

from .events import log
from .lease import LeaseLost, own
from .notify import tell_later
from .store import remove_files


@transaction.atomic
def complete(job: Job) -> None:
    """Every take is a clip: publish them and take the money, or put them before a moderator first."""
    row = own(job)
    if row.cancel_requested:
        raise LeaseLost
    _end(row, Job.State.DONE, "all takes finished", progress=1.0)
    clips = list(Clip.objects.filter(take__job=row).order_by("take__index"))
    requests = _lock_requests(row)
    held = next((r for r in requests if held_for_review(r.verdict)), None)
    for clip in clips:
        if held:
            verdict = held.verdict
            open_review(
                clip,
                rule=verdict["rule"],
                rule_name=verdict["name"],
                reason=verdict["reason"],
                evidence=verdict,
                risk=verdict.get("risk", 0),
            )
        else:
            publish(clip)
    for request in requests:
        if held:
            _move(request, RenderRequest.State.REVIEW)
        else:
            _pay(request)


@transaction.atomic
def settle_reviewed(job: Job) -> bool:
    """Once every take of a reviewed job is decided: charge what was approved, return the rest."""
    row = Job.objects.select_for_update().get(pk=job.pk)
    states = list(Clip.objects.filter(take__job=row).values_list("state", flat=True))
    if Clip.State.REVIEWING in states:
        return False
    approved = sum(state == Clip.State.PUBLISHED for state in states)
    for request in _lock_requests(row, RenderRequest.State.REVIEW):
        if approved:
            _pay(request, credits=request.price * approved // len(states))
        else:
            _return(request, RenderRequest.State.REJECTED, "rejected by a moderator")
    return True


@transaction.atomic
def fail(job: Job, sentence: str) -> None:
    """Give up for good: everybody's credits come back. Files go after the commit."""
    row = own(job)
    row.error = sentence[:300]
    row.save(update_fields=["error"])
    end_unpaid(row, Job.State.FAILED, RenderRequest.State.FAILED, sentence)


@transaction.atomic
def give_back(job: Job, note: str, *, delay: object = None, spend_attempt: bool = True) -> None:
    """Put the job back into the queue, for this or another worker; nobody asked for that."""
    row = own(job)
    requeue(row, note, delay=delay, spend_attempt=spend_attempt)


def requeue(row: Job, note: str, *, delay: object = None, spend_attempt: bool = True) -> None:
    """Back to the queue. The row must be locked by the caller."""
    row.state, row.lease_token, row.lease_until = Job.State.QUEUED, None, None
    row.phase, row.progress, row.seconds_left = "", 0.0, None
    row.not_before, row.hinted_at = delay, None  # type: ignore[assignment]
    if not spend_attempt:
        row.attempts = max(0, row.attempts - 1)
    row.save()
    row.requests.filter(state=RenderRequest.State.RENDERING).update(state=RenderRequest.State.QUEUED)
    log(row, note)


def end_unpaid(row: Job, job_state: str, request_state: str, note: str) -> None:
    """End a locked job without a result: release every hold, remove every clip and file."""
    _end(row, job_state, note)
    for request in _lock_requests(row):
        _return(request, request_state, note)
    takes = list(row.takes.select_related("clip"))
    Clip.objects.filter(take__job=row).delete()
    for take in takes:
        transaction.on_commit(partial(remove_files, take))


def _end(row: Job, state: str, note: str, progress: float | None = None) -> None:
    row.state, row.ended_at = state, timezone.now()
    row.lease_token, row.lease_until, row.seconds_left = None, None, None
    if progress is not None:
        row.progress = progress
    row.save()
    JobPreview.objects.filter(job=row).delete()
    log(row, note)


def _lock_requests(row: Job, *states: str) -> list[RenderRequest]:
    """The job's requests, by account: two jobs that the same accounts share then lock balances in one order."""
    wanted = states or RenderRequest.UNDER_WAY
    return list(
        row.requests.select_for_update(of=("self",)).filter(state__in=wanted).order_by("account_id", "pk")
    )


def _pay(request: RenderRequest, credits: int | None = None) -> None:
    if request.hold:
        ledger.capture(request.hold, credits=credits, note=f"Clip for “{request.prompt[:60]}”")
    made = Clip.objects.filter(take__job=request.job_id, state=Clip.State.PUBLISHED)
    offers.include(request.account, made)
    _move(request, RenderRequest.State.READY)


def _return(request: RenderRequest, state: str, note: str) -> None:
    if request.hold:
        ledger.release(request.hold, note=f"Returned: {note}"[:200])
    _move(request, state)


def _move(request: RenderRequest, state: str) -> None:
    request.state = state
    if state != RenderRequest.State.REVIEW:
        request.ended_at = timezone.now()
    request.save(update_fields=["state", "ended_at"])
    tell_later(request)
