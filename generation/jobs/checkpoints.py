"""Folders that keep the finished parts of a long clip from one attempt at a job to the next, on one machine.

A folder is named for its job and for the lease of the attempt that uses it. The next attempt takes it over by renaming
it: exactly one can, and a worker that lost its lease without knowing finds its folder gone instead of writing into the
other's.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction

from generation.models import Job, Take

from .lease import own

_NAME = re.compile(r"(\d+)-[0-9a-f-]{36}")


@transaction.atomic
def take_over(job: Job) -> Path:
    """This attempt's folder, with what the attempt before left in it; made empty where there is nothing.

    Raises `LeaseLost`: the row is locked meanwhile, so that an attempt that is over takes nothing from the next.
    """
    own(job)
    mine = _root() / f"{job.pk}-{job.lease_token}"
    earlier = sorted(_root().glob(f"{job.pk}-*"), key=_files, reverse=True)
    for path in earlier:
        try:
            path.rename(mine)
            break
        except OSError:  # gone meanwhile, or not empty: `mine` has another's already
            continue
    mine.mkdir(parents=True, exist_ok=True)
    for path in earlier:
        shutil.rmtree(path, ignore_errors=True)
    return mine


def of_take(folder: Path, take: Take) -> Path:
    """The place of one take with its present seed; made if it is not there. What another seed left is of no use."""
    path = folder / f"{take.index}-{take.seed}"
    for other in folder.glob(f"{take.index}-*"):
        if other != path:
            shutil.rmtree(other, ignore_errors=True)
    path.mkdir(exist_ok=True)
    return path


def remove(job: Job) -> None:
    """Nothing stays of a job."""
    for path in _root().glob(f"{job.pk}-*"):
        shutil.rmtree(path, ignore_errors=True)


def sweep() -> int:
    """Remove the folders on this machine whose job is over, wherever it ended; returns how many."""
    there = {path: found for path in _root().iterdir() if (found := _NAME.fullmatch(path.name))}
    numbers = {int(found[1]) for found in there.values()}
    going_on = set(Job.objects.filter(pk__in=numbers, state__in=Job.IN_FLIGHT).values_list("pk", flat=True))
    swept = [path for path, found in there.items() if int(found[1]) not in going_on]
    for path in swept:
        shutil.rmtree(path, ignore_errors=True)
    return len(swept)


def _root() -> Path:
    return Path(settings.CHECKPOINT_DIR)


def _files(path: Path) -> int:
    return sum(1 for one in path.rglob("*") if one.is_file())
