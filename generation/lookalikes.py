"""Searching by a picture: is it a clip of ours, and if not, which clips look like it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from catalog.access import Viewer, accounts_of, visible_clips
from catalog.models import Clip
from catalog.pictures.model import PictureModelError
from catalog.pictures.store import alike
from catalog.search import search_index
from catalog.search.interface import Query
from generation.finishing.appearance import appearance
from generation.finishing.frame import Frame
from generation.finishing.small import shrink
from generation.looking import a_turn, look_at
from generation.verification import digest_of, known_by, same_bytes

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


def look_for(file: BinaryIO, viewer: Viewer, limit: int = 24) -> Lookalikes:
    """Compare an open file from outside with what the viewer may see. Keeps nothing.

    Raises `UnreadableMedia`, and `generation.looking.Busy`.
    """
    clip_id, _ = same_bytes(digest_of(file))
    with a_turn():
        pictures = look_at(file).pictures
        if clip_id is None and (known := known_by(pictures)):
            clip_id = known.clip_id
        small = [shrink(frame) for _, frame in pictures]
    same = visible_clips(viewer).filter(pk=clip_id).first() if clip_id else None
    clips, by, limited = _alike(small[:: max(1, len(small) // _COMPARED)], viewer, limit)
    return Lookalikes(
        same=same,
        private=clip_id is not None and same is None,
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
