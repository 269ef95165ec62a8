"""Folders for renders in progress, and the sweeping of those whose worker died."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from django.conf import settings

from generation.models import Job


def work_dir(job: Job) -> Path:
    """The folder of one attempt at a job, named for its lease; made empty."""
    path = Path(settings.WORK_DIR) / str(job.lease_token)
    path.mkdir(parents=True)
    return path


def sweep() -> int:
    """Remove the folders on this machine whose lease nobody holds; returns how many."""
    held = set(Job.objects.filter(state=Job.State.RENDERING).values_list("lease_token", flat=True))
    swept = 0
    for path in Path(settings.WORK_DIR).iterdir():
        if _token(path) not in held:
            shutil.rmtree(path, ignore_errors=True)
            swept += 1
    return swept


def _token(path: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID(path.name)
    except ValueError:
        return None
