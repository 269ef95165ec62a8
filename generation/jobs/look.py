"""Looking at a finished take before anybody else does: what the detectors are told of settings and catalogue."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.conf import settings
from PIL import Image

from catalog.pictures.words import shows
from catalog.recognition import recognise
from catalog.taken_out import repeated
from generation.engine.base import RenderControl
from generation.finishing.model import Finished
from generation.models import Job
from generation.screening.frames.inspect import UNCHECKED, inspect
from generation.screening.frames.limits import Limits, LimitsError, load_limits
from generation.screening.frames.model import Context, Finding, Hash, Known, Picture

log = logging.getLogger(__name__)

#: The block list where no other is named.
BLOCK_LIST = "block-list.txt"


def look(job: Job, finished: Finished, control: RenderControl) -> tuple[Finding, ...]:
    """Everything that the detectors see in a take's master. Raises `Cancelled` alone."""
    [master] = [file.path for file in finished.files if file.kind == "master"]
    rules = job.requests.values_list("verdict__rule", flat=True)
    chosen, complaint = _limits()
    context = Context(
        limits=chosen,
        prompt_rules=frozenset(rule for rule in rules if rule),
        frame_count=finished.frame_count,
        hashes=tuple((one.at_ms, one.pdq, one.quality) for one in finished.hashes),
        block_list=block_list(),
        known=partial(_known, chosen.copies.distance),
        shows=partial(_shows, str(job.spec["prompt"])) if settings.PICTURE_MODEL else None,
        check=control.check,
    )
    return inspect(master, context).findings + complaint


def limits() -> Limits:
    """The operator's limits, or those that ship. Raises `LimitsError`."""
    return load_limits(Path(settings.FRAME_LIMITS) if settings.FRAME_LIMITS else None)


def usable_limits() -> Limits:
    """The operator's limits; those that ship while the operator's can't be used."""
    return _limits()[0]


def _limits() -> tuple[Limits, tuple[Finding, ...]]:
    """Limits in any case, and where they are not the operator's, a reason to hold."""
    try:
        return limits(), ()
    except LimitsError as error:
        log.warning("FRAME_LIMITS can't be used: %s", error)
        return load_limits(), (Finding("limits", f"FRAME_LIMITS can't be used: {error}", 1.0, UNCHECKED),)


def block_list() -> Path | None:
    """The operator's block list; a named one has to be there, the usual one may be."""
    if settings.FRAME_BLOCK_LIST:
        return Path(settings.FRAME_BLOCK_LIST)
    usual = usual_block_list()
    return usual if usual.exists() else None


def usual_block_list() -> Path:
    """Where the block list is kept unless another place is named."""
    return Path(settings.DATA_DIR) / BLOCK_LIST


def _known(most: int, straight: Sequence[Hash], mirrored: Sequence[Hash]) -> list[Known]:
    """A clip that was taken out holds; one that is in the catalogue is told: an engine may make the same again."""
    found = []
    again = repeated(straight, mirrored, most)
    if again:
        how = ", mirrored" if again.mirrored else ""
        words = f"It shows the same as clip {again.clip_id}, which was taken out{how}."
        found.append(Known(again.clip_id, words, again.distance, again.at_ms, holds=True))
    same = recognise(straight, mirrored)
    if same and (again is None or same.clip_id != again.clip_id):
        words = f"It shows the same as clip {same.clip_id}: {same.matched} of {same.looked_at} frames agree."
        far = round(256 * (1 - same.confidence * same.looked_at / same.matched))
        found.append(Known(same.clip_id, words, far, 0, holds=False))
    return found


def _shows(prompt: str, pictures: Sequence[Picture]) -> float | None:
    return shows(settings.PICTURE_MODEL, prompt, [Image.fromarray(picture) for picture in pictures])
