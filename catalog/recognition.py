"""Knowing a clip again by its pictures, after re-encoding, resizing or cutting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from threading import Lock

import numpy as np
import numpy.typing as npt

from .models import FingerprintFrame

#: at_ms, PDQ hash (32 bytes), PDQ quality (0-100).
Hash = tuple[int, bytes, int]

#: Hashes at most this many of 256 bits apart are of one picture. Measured: a re-encode at CRF 28 and half
#: the size differs by at most 28, different clips by at least 96; PDQ's authors use 31.
SAME = 31
#: PDQ's own quality (0-100) below which a picture has too little structure to be told from others (black, plain sky).
TELLING = 20
#: Share of a file's telling seconds that have to be a clip's; a cut among other footage may have fewer,
#: if at least `MANY` seconds agree.
SHARE, MANY = 0.5, 3
#: Hashes that are compared at a time: so many lie in a processor's own memory while every wanted one passes.
BLOCK = 1 << 15
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Recognised:
    """The clip that a file's pictures are of.

    `matched` of `looked_at` seconds agree: of the frames in a second, the nearest counts, for a clip's hashes are a
    second apart and a file may be cut anywhere. `confidence` is their share, lowered by the distance of the hashes,
    in (0, 1]. `offset_ms` is how much later a picture stands in the file than in the clip.
    """

    clip_id: int
    matched: int
    looked_at: int
    confidence: float
    offset_ms: int
    mirrored: bool


class _Known:
    """Every fingerprint frame as arrays, brought up to date before each use. For one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        self._last: tuple[int, int, bytes] = (0, 0, b"")
        self._hashes = np.zeros((4, 0), np.uint64)
        self._clips = np.zeros(0, np.int64)
        self._at = np.zeros(0, np.int64)

    def arrays(self) -> tuple[Words, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Hashes (4, n), clips (n,) and times in ms (n,)."""
        frames = FingerprintFrame.objects.filter(quality__gte=TELLING).order_by("pk")
        with self._lock:
            count = frames.count()
            newest = frames.values_list("pk", "clip_id", "pdq").last()
            last = (newest[0], newest[1], bytes(newest[2])) if newest else (0, 0, b"")
            if (count, last) != (self._count, self._last):
                before, clip_id, pdq = self._last
                new = list(frames.filter(pk__gt=before).values_list("clip_id", "at_ms", "pdq"))
                stands = frames.filter(pk=before, clip_id=clip_id, pdq=pdq).exists()
                if not stands or self._count + len(new) != count:
                    # Frames were deleted or came out of order: nothing tells which, so all are read again.
                    self._hashes, self._clips, self._at = self._hashes[:, :0], self._clips[:0], self._at[:0]
                    new = list(frames.values_list("clip_id", "at_ms", "pdq"))
                self._hashes = np.concatenate(
                    [self._hashes, _packed([bytes(pdq) for _, _, pdq in new]).T], axis=1
                )
                self._clips = np.concatenate([self._clips, np.array([clip for clip, _, _ in new], np.int64)])
                self._at = np.concatenate([self._at, np.array([at for _, at, _ in new], np.int64)])
                self._count, self._last = count, last
            return self._hashes, self._clips, self._at


_known = _Known()


def recognise(hashes: Sequence[Hash], mirrored: Sequence[Hash] = ()) -> Recognised | None:
    """The clip that most of these frames are of, or None.

    `mirrored` are the hashes of the same frames flipped left to right, for files that somebody flipped.
    Whether the viewer may know of the clip is for the caller to decide (`catalog.access`).
    """
    straight = _best(hashes, mirrored=False)
    flipped = _best(mirrored, mirrored=True)
    both = [one for one in (straight, flipped) if one]
    return max(both, key=lambda one: one.confidence, default=None)


def near_copies(clip_id: int) -> dict[int, float]:
    """Other clips that show the same pictures, with the share of this clip's telling frames that they show.

    Most alike first. Whatever shows at least `SHARE` of them counts.
    """
    own = FingerprintFrame.objects.filter(clip=clip_id, quality__gte=TELLING).values_list("pdq", flat=True)
    telling = _packed([bytes(pdq) for pdq in own])
    known, clips, _ = _known.arrays()
    shown = {(frame, int(clips[index])) for frame, index, _ in _near(known, telling)}
    counts = Counter(clip for _, clip in shown if clip != clip_id)
    found = {clip: count / len(telling) for clip, count in counts.items() if count >= SHARE * len(telling)}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _best(hashes: Sequence[Hash], *, mirrored: bool) -> Recognised | None:
    telling = [(at, pdq) for at, pdq, quality in hashes if quality >= TELLING and len(pdq) == 32]
    known, clips, at_ms = _known.arrays()
    if not telling or not len(clips):
        return None
    # Of each clip, and of each second of the file: the nearest hash's distance and how much later it stands.
    votes: dict[int, dict[int, tuple[int, int]]] = {}
    for wanted, index, distance in _near(known, _packed([pdq for _, pdq in telling])):
        at = telling[wanted][0]
        seconds = votes.setdefault(int(clips[index]), {})
        vote = (distance, at - int(at_ms[index]))
        if at // 1_000 not in seconds or distance < seconds[at // 1_000][0]:
            seconds[at // 1_000] = vote
    if not votes:
        return None
    clip, seconds = min(
        votes.items(),
        key=lambda one: (-len(one[1]), sum(d for d, _ in one[1].values()) / len(one[1]), one[0]),
    )
    best = list(seconds.values())
    looked_at = len({at // 1_000 for at, _ in telling})
    share = len(best) / looked_at
    if share < SHARE and len(best) < MANY:
        return None
    far = sum(distance for distance, _ in best) / len(best)
    return Recognised(
        clip_id=clip,
        matched=len(best),
        looked_at=looked_at,
        confidence=round(share * (1 - far / 256), 4),
        offset_ms=round(median(offset for _, offset in best)),
        mirrored=mirrored,
    )


def _near(known: Words, wanted: Words) -> Iterator[tuple[int, int, int]]:
    """Pairs that are of one picture: index in `wanted`, in `known`, and the distance.

    Half the bits tell nearly all others away: where those differ by more than `SAME`, all do.
    """
    for begin in range(0, known.shape[1], BLOCK):
        first, second, *_ = block = known[:, begin : begin + BLOCK]
        for number, hash_ in enumerate(wanted):
            half = np.bitwise_count(first ^ hash_[0]) + np.bitwise_count(second ^ hash_[1])
            maybe = np.flatnonzero(half <= SAME)
            if len(maybe):
                whole = np.bitwise_count(block[:, maybe] ^ hash_[:, None]).sum(axis=0, dtype=np.int64)
                for place in np.flatnonzero(whole <= SAME):
                    yield number, begin + int(maybe[place]), int(whole[place])


def _packed(hashes: list[bytes]) -> Words:
    """Hashes as rows of four 64-bit words: XOR and counting run at memory speed."""
    return np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, 4)
