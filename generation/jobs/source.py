"""The frames of the clip that a job follows from, asked for again when it is rendered: much may have happened since."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np
from django.core.files.storage import default_storage

from billing.following import followable_clips
from catalog.models import Account, Clip, Rendition
from generation.engine.base import EngineError, Source
from generation.finishing.context import BrokenContext, read_context
from generation.finishing.model import Derivation, Ingredient
from generation.requests.ask import Ask

log = logging.getLogger(__name__)

GONE = "The clip that this one follows from is not available any more. Your credits are back."
LOST = "The frames of the clip that this one follows from could not be read. Your credits are back."


def source_frames(ask: Ask, account: Account) -> Source | None:
    """What the render starts from: the first frame for a variation, the last ones for an extension; None for neither.

    Raises `EngineError`, permanent where the account may not follow from the clip (any more), or keeps no frames of it.
    """
    if ask.source is None:
        return None
    clip = _clip(ask.source, account)
    rendition = clip.renditions.get(kind=Rendition.Kind.CONTEXT)
    try:
        with default_storage.open(rendition.key) as file:
            kept = read_context(file)
    except FileNotFoundError as error:
        raise EngineError(f"the storage has lost {rendition.key}", permanent=True, public=LOST) from error
    except BrokenContext as error:
        raise EngineError(f"{rendition.key}: {error}", permanent=True, public=LOST) from error
    frames = kept.first[np.newaxis] if ask.follows == "variation" else kept.last
    return Source(frames, kept.fps)


def begun_with(ask: Ask, account: Account, folder: Path) -> Derivation | None:
    """What the signed notes say of the clip that the render starts from: its master, copied into `folder`.

    Raises as `source_frames` does.
    """
    if ask.source is None:
        return None
    clip = _clip(ask.source, account)
    master = clip.renditions.get(kind=Rendition.Kind.MASTER)
    path = folder / f"source-{clip.pk}{Path(master.key).suffix}"
    if not path.exists():  # each take asks, and one copy serves them all
        try:
            with default_storage.open(master.key) as file, path.open("wb") as copy:
                shutil.copyfileobj(file, copy)
        except FileNotFoundError as error:
            raise EngineError(f"the storage has lost {master.key}", permanent=True, public=LOST) from error
    return Derivation((), (Ingredient(path, clip.title, str(clip.pk)),), begun=True)


def _clip(number: int, account: Account) -> Clip:
    clip = followable_clips(account).filter(pk=number).first()
    if clip is None:
        raise EngineError(f"clip {number} can't be followed from", permanent=True, public=GONE)
    return clip
