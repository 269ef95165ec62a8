"""How an account answers a takedown: a counter-notice to a copyright notice, an appeal to everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Clip, CounterNotice, Report, Review, Takedown
from catalog.publishing import open_case
from catalog.takedown import open_takedown, put_back

from .clocks import back_at
from .telling import hint_later

State = CounterNotice.State
#: An appeal is as grave as any case that keeps somebody's clip away.
APPEAL_RISK = 40


class AlreadyAnswered(Exception):
    """One answer to a takedown: this one has it."""


@dataclass(frozen=True)
class Counter:
    """What a counter-notice says, checked by its form."""

    name: str
    address: str
    phone: str
    email: str
    words: str
    signature: str


def takes_counter_notice(takedown: Takedown) -> bool:
    """Whether somebody claims copyright: the law gives them and the account their own way."""
    return takedown.cause == Takedown.Cause.COPYRIGHT and takedown.report is not None


def answered(takedown: Takedown) -> CounterNotice | Review | None:
    """What the account has answered already."""
    counter = CounterNotice.objects.filter(takedown=takedown).first()
    appeals = Review.objects.filter(clip=takedown.clip, kind=Review.Kind.APPEAL)
    return counter or next((one for one in appeals if one.evidence.get("takedown") == takedown.pk), None)


@transaction.atomic
def counter(clip: Clip, user: Any, given: Counter) -> CounterNotice:
    """Send a counter-notice. Raises `AlreadyAnswered`; the claimant gets it as it is."""
    takedown = _standing(clip)
    now = timezone.now()
    notice = CounterNotice.objects.create(
        takedown=takedown,
        account=clip.account,
        user=user,
        received_at=now,
        back_at=back_at(now),
        **vars(given),
    )
    audit.record("counter-notice", actor=user, clip=clip, subject=_subject(takedown))
    hint_later()
    return notice


@transaction.atomic
def appeal(clip: Clip, user: Any, words: str) -> Review:
    """Ask somebody else to look again. Raises `AlreadyAnswered`."""
    takedown = _standing(clip)
    review = open_case(
        Review.Kind.APPEAL,
        account=clip.account,
        clip=clip,
        prompt=clip.prompt,
        rule="takedown",
        rule_name="Takedown",
        reason=words[:2_000],
        evidence={
            "takedown": takedown.pk,
            "cause": takedown.cause,
            "decided_by": takedown.actor_id,
            "decision": takedown.reason,
        },
        risk=APPEAL_RISK,
    )
    audit.record("appealed", actor=user, clip=clip, review=review)
    return review


@transaction.atomic
def went_to_court(notice: CounterNotice, court: str) -> bool:
    """The claimant says that they sued: the clip stays down. Whether this call changed it."""
    moved = CounterNotice.objects.filter(pk=notice.pk, state=State.WAITING).update(
        state=State.COURT, court=court[:300]
    )
    if moved:
        audit.record("claimant went to court", clip=notice.takedown.clip, subject=_subject(notice.takedown))
    return bool(moved)


def put_back_due() -> int:
    """Put back every clip whose counter-notice has waited long enough; returns how many. Safe to repeat."""
    due = CounterNotice.objects.filter(state=State.WAITING, back_at__lte=timezone.now())
    return sum(_put_back(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _put_back(pk: int) -> bool:
    notice = CounterNotice.objects.select_related("takedown__clip", "takedown__report").get(pk=pk)
    clip = Clip.objects.select_for_update(no_key=True).get(pk=notice.takedown.clip_id)
    if not CounterNotice.objects.filter(pk=pk, state=State.WAITING).update(state=State.DONE):
        return False
    takedown = open_takedown(clip)
    if takedown is None or takedown.pk != notice.takedown_id:
        return False
    if takedown.report:
        Report.objects.filter(pk=takedown.report.pk).update(state=Report.State.ANSWERED, told_at=None)
    hint_later()
    return put_back(clip, actor=None, reason="A counter-notice was not answered by a lawsuit in time.")


def _standing(clip: Clip) -> Takedown:
    """The takedown that can still be answered, its clip locked: two who answer at once come one after the other."""
    Clip.objects.select_for_update(no_key=True).get(pk=clip.pk)
    takedown = open_takedown(clip)
    if takedown is None or takedown.interim or answered(takedown):
        raise AlreadyAnswered
    return takedown


def _subject(takedown: Takedown) -> str:
    return takedown.report.number if takedown.report else f"takedown {takedown.pk}"
