"""The files of a clip that was taken down go to keys that no link ever named, and come back from there.

A presigned link of an S3 lives its quarter of an hour whatever becomes of the clip: only a file that is no longer
under its key stops it. Each file is copied, then named in the row, then removed where it was. The rows say how far a
killed process came, and the scheduler goes on from there.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
from datetime import timedelta
from pathlib import Path, PurePosixPath

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import WITHHELD, Clip, FileMove, Rendition

log = logging.getLogger(__name__)

#: Where withheld files lie. A rule of the bucket for this prefix can only make them safer.
PREFIX = "withheld/"
#: A process that copies for longer is taken for dead. A copy made twice does no harm.
LEASE = timedelta(seconds=30)
#: After a failure the next try waits so long.
PAUSE = timedelta(seconds=10)
A_ROUND = 500
State = FileMove.State


def plan(clip: Clip) -> int:
    """Write down a move for every file of the clip that lies in the wrong place. Call it with the clip's row locked."""
    moves = [
        FileMove(rendition=one, from_key=one.key, to_key=_key(one, clip.withheld), planned_at=timezone.now())
        for one in _misplaced().filter(clip=clip)
    ]
    FileMove.objects.bulk_create(moves)
    return len(moves)


def tend() -> int:
    """Make every move that is due; returns how many were made. Safe to run anywhere, any time."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    due = FileMove.objects.filter(free).exclude(state=State.DONE).values_list("pk", flat=True)
    made = sum(move(pk) for pk in list(due[:A_ROUND]))
    # A clip that was put back while its files were on their way: they turn round when they have arrived.
    for clip_id in list(_misplaced().values_list("clip_id", flat=True).distinct()[:A_ROUND]):
        with transaction.atomic():
            plan(Clip.objects.select_for_update(no_key=True).get(pk=clip_id))
    return made


def move(pk: int) -> bool:
    """Make one move, or what is left of it; whether it is done. A storage that fails is asked again later."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = FileMove.objects.filter(free, pk=pk).exclude(state=State.DONE)
    if not mine.update(lease_until=now + LEASE):
        return False
    one = FileMove.objects.get(pk=pk)
    try:
        if one.state == State.PLANNED:
            copy(one.from_key, one.to_key)
            _name(one)
        default_storage.delete(one.from_key)
    except (OSError, BotoCoreError, ClientError) as error:
        log.exception("%s could not be moved", one.from_key)
        FileMove.objects.filter(pk=pk).update(problem=str(error)[:300], lease_until=now + PAUSE)
        return False
    FileMove.objects.filter(pk=pk).update(state=State.DONE, problem="", lease_until=None)
    return True


def unfinished() -> QuerySet[FileMove]:
    """Moves that are not done."""
    return FileMove.objects.exclude(state=State.DONE)


def _name(one: FileMove) -> None:
    """From here on the file is the one at its new key."""
    with transaction.atomic():
        Rendition.objects.filter(pk=one.rendition_id, key=one.from_key).update(key=one.to_key)
        FileMove.objects.filter(pk=one.pk).update(state=State.MOVED)


def copy(source: str, target: str) -> None:
    """A second name for a stored file, without its bytes passing through here. Repeating it changes nothing.

    A file that the storage has lost moves in name alone: what was restored later under its old key is no longer
    asked for.
    """
    if not default_storage.exists(source):
        log.error("the storage has lost %s; it is called %s from now on", source, target)
        return
    if settings.S3_BUCKET:
        bucket = default_storage.bucket  # type: ignore[attr-defined]
        bucket.Object(target).copy({"Bucket": bucket.name, "Key": source})
        return
    here, there = Path(default_storage.path(source)), Path(default_storage.path(target))
    there.parent.mkdir(parents=True, exist_ok=True)
    draft = there.with_name(f"{there.name}.{secrets.token_hex(4)}")
    try:
        try:
            os.link(here, draft)
        except PermissionError:  # a file system without hard links
            shutil.copyfile(here, draft)
        draft.replace(there)
    finally:
        draft.unlink(missing_ok=True)


def _misplaced() -> QuerySet[Rendition]:
    """Files that lie where their clip's state does not want them, and are not on their way already."""
    withheld, away = Q(clip__state__in=WITHHELD), Q(key__startswith=PREFIX)
    wrong = Rendition.objects.filter((withheld & ~away) | (~withheld & away))
    return wrong.exclude(moves__in=unfinished()).order_by("pk")


def _key(one: Rendition, withheld: bool) -> str:
    """A name that nobody was ever given."""
    token = secrets.token_hex(24)
    folder = f"{PREFIX}{token}" if withheld else f"clips/{token[:2]}/{token}"
    return f"{folder}/{one.kind}{PurePosixPath(one.key).suffix}"
