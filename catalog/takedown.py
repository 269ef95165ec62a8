"""Taking a clip down, hiding it until somebody decides, and putting it back: each once, whatever is clicked twice.

The clip's row is locked and changed first; from the commit on no page, search, link or licence has it. Its files follow
within seconds (`catalog.withholding`), the index by its change, money and made files by `clip_taken_down`.
"""

from __future__ import annotations

from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from . import audit, withholding
from .models import WITHHELD, Clip, Report, Takedown
from .publishing import index_later, log
from .signals import clip_put_back, clip_taken_down
from .twins import twins

#: What may be taken down. A clip that waits for its first review is rejected there instead.
STANDING = frozenset({Clip.State.PUBLISHED, Clip.State.WITHDRAWN})
LONGEST_REASON = 300


@transaction.atomic
def take_down(
    clip: Clip,
    *,
    actor: Any,
    reason: str,
    cause: str = Takedown.Cause.POLICY,
    report: Report | None = None,
) -> bool:
    """Take a clip down; `reason` is what its account reads, `cause` decides about its licences.

    Clips that show the very same, in whichever size, go with it. Returns whether this call did it: a hidden clip
    stays where it is and is now down by a decision.
    """
    if actor is None:
        raise ValueError("Somebody has to answer for a takedown.")
    return _withhold(clip, actor=actor, reason=reason, cause=cause, report=report, interim=False)


@transaction.atomic
def hide(clip: Clip, *, reason: str, cause: str, report: Report | None = None, actor: Any = None) -> bool:
    """Take a clip out of sight until somebody decides: like a takedown, but licences stay untouched."""
    return _withhold(clip, actor=actor, reason=reason, cause=cause, report=report, interim=True)


@transaction.atomic
def put_back(clip: Clip, *, actor: Any, reason: str) -> bool:
    """Make a clip what it was before it was hidden or taken down. Returns whether this call did it.

    Clips that went with it come back with it. Licences that were ended stay ended, their credits given back; their
    holders may license the clip again.
    """
    takedown = open_takedown(clip)
    if takedown is None:
        return False
    others = [one.clip for one in takedown.twins.filter(ended_at=None).select_related("clip")]
    rows = _locked([clip, *others])
    restored = [_restore(rows[one.pk], one, actor, reason) for one in (clip, *others)]
    return restored[0]


def _restore(row: Clip, clip: Clip, actor: Any, reason: str) -> bool:
    takedown = open_takedown(row)
    if row.state not in WITHHELD or takedown is None:
        return False
    takedown.ended_at, takedown.ended_by = timezone.now(), actor
    takedown.end_reason = _sentence(reason)
    takedown.save(update_fields=["ended_at", "ended_by", "end_reason"])
    _move(row, clip, takedown.state_before)
    audit.record("put back", actor=actor, clip=row, note=takedown.end_reason)
    clip_put_back.send(sender=Clip, clip=row, takedown=takedown, actor=actor)
    return True


def open_takedown(clip: Clip) -> Takedown | None:
    """Why a clip is not there; None where it is."""
    return Takedown.objects.filter(clip=clip, ended_at=None).first()


def _withhold(
    clip: Clip, *, actor: Any, reason: str, cause: str, report: Report | None, interim: bool
) -> bool:
    words = _sentence(reason)
    if cause not in Takedown.Cause.values or not words:
        raise ValueError("A takedown needs one of the causes, and a sentence for the clip's account.")
    said = {"interim": interim, "cause": cause, "reason": words, "actor": actor, "report": report}
    others = twins(clip, withheld=True)
    rows = _locked([clip, *others])
    takedown = _write(rows[clip.pk], said)
    clip.state = rows[clip.pk].state
    if takedown is None:
        return False
    for one in others:
        _write(rows[one.pk], {**said, "twin_of": takedown})
    return True


def _write(row: Clip, said: dict[str, Any]) -> Takedown | None:
    """Withhold one clip, its row locked; None where there is nothing to do."""
    interim = said["interim"]
    if row.state in STANDING:
        takedown = Takedown(clip=row, state_before=row.state)
    elif row.state == Clip.State.HIDDEN and not interim:
        takedown = Takedown.objects.get(clip=row, ended_at=None)
    else:
        return None
    for name, value in said.items():
        setattr(takedown, name, value)
    takedown.at = timezone.now()
    takedown.save()
    _move(row, row, Clip.State.HIDDEN if interim else Clip.State.TAKEN_DOWN)
    report, actor = takedown.report, takedown.actor
    audit.record(
        "hidden" if interim else "taken down",
        actor=actor,
        clip=row,
        note=takedown.reason,
        details={"cause": takedown.cause, "report": report.number if report else ""},
    )
    clip_taken_down.send(sender=Clip, clip=row, takedown=takedown, actor=actor)
    return takedown


def _locked(clips: list[Clip]) -> dict[int, Clip]:
    """The rows as they are now, by number. A licence that is being issued has one, or waits (billing/locks.py)."""
    rows = Clip.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in clips])
    return {one.pk: one for one in rows.order_by("pk")}


def _move(row: Clip, clip: Clip, state: str) -> None:
    row.state = clip.state = state
    row.save(update_fields=["state"])
    index_later(row.pk)
    withholding.plan(row)
    transaction.on_commit(_hint)


def _hint() -> None:
    try:
        current_app.send_task("catalog.tasks.tend_reports", retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker took no hint of a takedown, the scheduler will: %s", error)


def _sentence(words: str) -> str:
    return " ".join(words.split())[:LONGEST_REASON]
