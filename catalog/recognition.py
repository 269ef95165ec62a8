"""Which clip a picture is of, by fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .models import FingerprintFrame

#: Bits of 256. Re-encodes at CRF 28 and half size differ by at most 28, different clips by 96 or more
#: (docs/decisions.md).
SAME = 40
#: PDQ's own figure (0-100) below which a picture is too plain to tell from others.
PLAIN = 20


@dataclass(frozen=True)
class Recognised:
    """A clip, and how many of the frames that could be told apart are frames of it."""

    clip_id: int
    matched: int
    looked_at: int
    distance: int


def recognise(frames: Sequence[tuple[int, bytes, int]]) -> Recognised | None:
    """The clip that most of these frames (time in ms, PDQ hash, quality) are of; None where none is.

    Every stored frame is compared: 10,000 clips of 10 frames are 3 MB and take milliseconds.
    """
    telling = [(at, pdq) for at, pdq, quality in frames if quality >= PLAIN]
    if not telling:
        return None
    rows = list(FingerprintFrame.objects.filter(quality__gte=PLAIN).values_list("clip_id", "pdq"))
    if not rows:
        return None
    clips = np.array([clip_id for clip_id, _ in rows])
    known = np.frombuffer(b"".join(bytes(pdq) for _, pdq in rows), np.uint64).reshape(-1, 4)
    votes: Counter[int] = Counter()
    nearest: dict[int, int] = {}
    for _, pdq in telling:
        apart = np.bitwise_count(known ^ np.frombuffer(pdq, np.uint64)).sum(axis=1)
        for clip_id in set(clips[apart <= SAME].tolist()):
            votes[clip_id] += 1
        best = int(apart.argmin())
        nearest[int(clips[best])] = min(nearest.get(int(clips[best]), 256), int(apart[best]))
    if not votes:
        return None
    clip_id = max(votes, key=lambda one: (votes[one], -nearest.get(one, 256)))
    if votes[clip_id] * 3 < len(telling):
        return None
    return Recognised(clip_id, votes[clip_id], len(telling), nearest.get(clip_id, SAME))
