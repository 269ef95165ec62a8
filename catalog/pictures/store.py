"""The vectors of the catalogue's posters: kept in the database, compared in memory."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef
from PIL import Image, UnidentifiedImageError

from catalog.models import Clip, PictureVector, Rendition

from .model import PictureModel, picture_model

log = logging.getLogger(__name__)
#: Clips looked at between two looks at the clock: a worker that is asked to stop is heard.
_BATCH = 8


@dataclass(frozen=True)
class Alike:
    """A clip whose poster shows something alike; `likeness` is the cosine, -1 to 1."""

    clip_id: int
    likeness: float


def measure_posters(most: int = 200) -> int:
    """Give published clips that lack it the vector of their poster; returns how many got one.

    Repeating it changes nothing. A poster that can't be read is passed over and logged. Does nothing, 0,
    without a `PICTURE_MODEL`. Raises `PictureModelError` for one that can't be used.
    """
    model = picture_model(settings.PICTURE_MODEL)
    if model is None:
        return 0
    has = PictureVector.objects.filter(clip=OuterRef("clip"), model=model.name)
    lacking = Rendition.objects.filter(
        ~Exists(has), kind=Rendition.Kind.POSTER_JPEG, clip__state=Clip.State.PUBLISHED
    )
    posters = list(lacking.order_by("-clip_id").values_list("clip_id", "key")[:most])
    return sum(_measure(model, posters[at : at + _BATCH]) for at in range(0, len(posters), _BATCH))


def alike(pictures: Iterable[Image.Image], seen: Iterable[int], limit: int = 24) -> list[Alike]:
    """The clips among `seen` whose posters show what any of these pictures shows, the likest first.

    Empty without a `PICTURE_MODEL`, and while no poster is measured. Raises `PictureModelError`.
    """
    model = picture_model(settings.PICTURE_MODEL)
    asked = list(pictures)
    if model is None or not asked:
        return []
    clips, vectors = _known.arrays(model.name)
    among = np.isin(clips, np.fromiter(seen, np.int64))
    clips, vectors = clips[among], vectors[among]
    if not len(clips):
        return []
    likeness = (vectors.astype(np.float32) @ model.vectors(asked).T).max(axis=1)
    best = np.argsort(-likeness, kind="stable")[:limit]
    return [Alike(int(clips[at]), round(float(likeness[at]), 4)) for at in best]


def _measure(model: PictureModel, posters: list[tuple[int, str]]) -> int:
    readable = [(clip, picture) for clip, key in posters if (picture := _picture(key)) is not None]
    if not readable:
        return 0
    vectors = model.vectors([picture for _, picture in readable])
    rows = [
        PictureVector(clip_id=clip, model=model.name, vector=vector.astype(np.float16).tobytes())
        for (clip, _), vector in zip(readable, vectors, strict=True)
    ]
    PictureVector.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _picture(key: str) -> Image.Image | None:
    try:
        with default_storage.open(key) as file, Image.open(file) as picture:
            whole: Image.Image = picture.convert("RGB")
            return whole
    except (OSError, UnidentifiedImageError) as error:
        log.warning("the poster %s can't be read: %s", key, error)
        return None


class _Known:
    """Every vector of one model as arrays, brought up to date before each use. For one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model, self._last, self._count = "", 0, 0
        self._clips: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._vectors: npt.NDArray[np.float16] = np.zeros((0, 0), np.float16)

    def arrays(self, model: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float16]]:
        """Clips (n,) and their vectors (n, width)."""
        rows = PictureVector.objects.filter(model=model).order_by("pk")
        with self._lock:
            if model != self._model or rows.filter(pk__lte=self._last).count() != self._count:
                # Another model, or vectors went with their clips: nothing tells which, so all are read again.
                self._model, self._last, self._count = model, 0, 0
                self._clips, self._vectors = np.zeros(0, np.int64), np.zeros((0, 0), np.float16)
            new = list(rows.filter(pk__gt=self._last).values_list("pk", "clip_id", "vector"))
            if new:
                vectors = np.stack([np.frombuffer(bytes(vector), np.float16) for _, _, vector in new])
                old = self._vectors if self._count else vectors[:0]
                self._vectors = np.concatenate([old, vectors])
                self._clips = np.concatenate([self._clips, np.array([clip for _, clip, _ in new], np.int64)])
                self._last, self._count = new[-1][0], self._count + len(new)
            return self._clips, self._vectors


_known = _Known()
