"""What workers and the scheduler do. Messages carry primary keys at most; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from catalog.desk import carry_out_due
from catalog.search.changes import apply_changes
from generation.appeals import mail
from generation.jobs import notify
from generation.jobs.claim import claim_next
from generation.jobs.drain import broken, draining
from generation.jobs.fleet import forget_gone
from generation.jobs.passing import pass_on
from generation.jobs.reaper import end_unoffered, keep_holds, reap, wake
from generation.jobs.run import run
from generation.jobs.serving import served
from generation.models import RenderRequest
from generation.refusals.note import forget_old
from generation.requests.in_force import note_policy
from generation.starter import plant


@shared_task(ignore_result=True)
def render_next(passed: int = 0) -> None:
    """Render whatever is due of what this process serves. One hint may find nothing left; that is no fault.

    `passed` counts the busy workers that left the hint to an idle one.
    """
    if draining.is_set() or broken.is_set() or pass_on(served(), passed):
        return
    job = claim_next(served())
    if job:
        run(job)


@shared_task(ignore_result=True)
def tend() -> None:
    """Every few seconds: take back lost jobs, wake the queue, plant the starter catalogue, feed the index."""
    note_policy()
    reap()
    end_unoffered()
    forget_gone()
    keep_holds()
    wake()
    plant()
    carry_out_due()
    apply_changes()


@shared_task(ignore_result=True)
def tell(request_id: int) -> None:
    """Mail the person who asked."""
    request = RenderRequest.objects.select_related("user").filter(pk=request_id).first()
    if request:
        notify.tell(request)


@shared_task(ignore_result=True)
def tell_appeal(review_id: int) -> None:
    """Mail the person who appealed."""
    mail.tell(review_id)


@shared_task(ignore_result=True)
def forget_refusals() -> None:
    """Once a day: refused prompts that are old enough."""
    forget_old()
