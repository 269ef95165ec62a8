"""What workers and the scheduler do. Messages carry primary keys at most; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from catalog.desk import carry_out_due
from catalog.search.changes import apply_changes
from generation.appeals import mail
from generation.jobs import notify
from generation.jobs.claim import claim_next
from generation.jobs.drain import draining
from generation.jobs.reaper import keep_holds, reap, wake
from generation.jobs.run import run
from generation.models import RenderRequest
from generation.refusals.note import forget_old
from generation.requests.in_force import note_policy
from generation.starter import plant


@shared_task(ignore_result=True)
def render_next() -> None:
    """Render whatever is due. One hint may find nothing left; that is no fault."""
    if draining.is_set():
        return
    job = claim_next()
    if job:
        run(job)


@shared_task(ignore_result=True)
def tend() -> None:
    """Every few seconds: take back lost jobs, wake the queue, plant the starter catalogue, feed the index."""
    note_policy()
    reap()
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
