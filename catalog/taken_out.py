"""Clips that may not be sold again under another number: what shows the same needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .models import WITHHELD, Clip, FingerprintFrame
from .recognition import TELLING, Hash

#: States of which nobody wants to see the pictures again without having looked.
TAKEN_OUT = (Clip.State.REJECTED, Clip.State.WITHDRAWN, *WITHHELD)


@dataclass(frozen=True)
class Repeated:
    """A clip that was taken out and of whose pictures some come again: how near the nearest is, and when."""

    clip_id: int
    distance: int
    at_ms: int
    mirrored: bool


def repeated(straight: Sequence[Hash], mirrored: Sequence[Hash], most: int) -> Repeated | None:
    """The taken-out clip nearest to any of these frames, None if none is within `most` bits of 256.

    All of their fingerprints are read each time: a tenth of a second for ten thousand clips.
    """
    rows = FingerprintFrame.objects.filter(clip__state__in=TAKEN_OUT, quality__gte=TELLING)
    clips, hashes = [], []
    for clip_id, pdq in rows.values_list("clip_id", "pdq").iterator():
        clips.append(clip_id)
        hashes.append(bytes(pdq))
    if not hashes:
        return None
    known = np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, 4)
    best: tuple[int, int, int, bool] | None = None
    for asked, flipped in ((straight, False), (mirrored, True)):
        for at_ms, pdq, quality in asked:
            if quality < TELLING:
                continue
            distances = np.bitwise_count(known ^ np.frombuffer(pdq, np.uint64)).sum(axis=1, dtype=np.int64)
            at = int(distances.argmin())
            one = (int(distances[at]), clips[at], at_ms, flipped)
            if one[0] <= most and (best is None or one < best):
                best = one
    if best is None:
        return None
    distance, clip_id, at_ms, flipped = best
    return Repeated(clip_id, distance, at_ms, flipped)
