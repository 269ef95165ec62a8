"""Searching by a picture: is it a clip of ours, and if not, which clips look like it?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from catalog.access import Viewer, accounts_of, gone_clips, visible_clips
from catalog.models import Clip
from catalog.pictures.model import PictureModelError
from catalog.pictures.store import alike
from catalog.recognition import Hash, recognise
from catalog.search import search_index
from catalog.search.interface import Query
from generation.finishing.appearance import appearance
from generation.finishing.dropped import pictures
from generation.finishing.errors import UnreadableMedia
from generation.finishing.fingerprint import hash_frame
from generation.finishing.frame import Frame
from generation.finishing.small import shrink
from generation.verification import same_bytes

#: Pictures of a video that are compared; they are spread over it.
_COMPARED = 8


@dataclass(frozen=True)
class Lookalikes:
    """What was found. `same` is the clip that the pictures are of; `private` says that it is somebody else's.

    `alike` are other clips, the likest first; `by` says what was compared: "what it shows" by the operator's
    picture model, else "colours and structure". `limited`: the index could not be asked.
    """

    same: Clip | None
    private: bool
    alike: tuple[int, ...]
    by: str
    limited: bool


def look_for(path: Path, viewer: Viewer, limit: int = 24) -> Lookalikes:
    """Compare a file from outside with what the viewer may see. Keeps nothing. Raises `UnreadableMedia`."""
    hashes: list[Hash] = []
    mirrored: list[Hash] = []
    small: list[Frame] = []
    for at_ms, frame in pictures(path):
        for found, picture in ((hashes, frame), (mirrored, np.ascontiguousarray(frame[:, ::-1]))):
            one = hash_frame(picture, at_ms)
            found.append((one.at_ms, one.pdq, one.quality))
        small.append(shrink(frame))
    if not small:
        raise UnreadableMedia("There is no frame in this file that we can read.")
    clip_id, _ = same_bytes(path)
    if clip_id is None and (known := recognise(hashes, mirrored)):
        clip_id = known.clip_id
    same = visible_clips(viewer).filter(pk=clip_id).first() if clip_id else None
    clips, by, limited = _alike(small[:: max(1, len(small) // _COMPARED)], viewer, limit)
    return Lookalikes(
        same=same,
        private=clip_id is not None and same is None and not gone_clips(viewer).filter(pk=clip_id).exists(),
        alike=tuple(pk for pk in clips if same is None or pk != same.pk),
        by=by,
        limited=limited,
    )


def _alike(small: list[Frame], viewer: Viewer, limit: int) -> tuple[list[int], str, bool]:
    try:
        published = visible_clips(viewer).filter(state=Clip.State.PUBLISHED)
        shown = alike([Image.fromarray(one) for one in small], published.values_list("pk", flat=True), limit)
    except PictureModelError:
        shown = []  # the system checks tell the operator; colours and structure answer
    if shown:
        return [one.clip_id for one in shown], "what it shows", False
    accounts = tuple(accounts_of(viewer).values_list("pk", flat=True))
    results = search_index().search(Query(appearance=appearance(small), accounts=accounts, limit=limit))
    return (
        [] if results.limited else [hit.clip_id for hit in results.hits],
        "colours and structure",
        results.limited,
    )
