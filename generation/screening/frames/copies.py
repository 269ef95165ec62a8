"""Pictures that are known already: from the operator's block list, or of clips that were taken out. Also mirrored."""

from __future__ import annotations

import numpy as np

from generation.finishing.fingerprint import hash_frame

from .block_list import BlockList, read_block_list
from .model import Context, Finding, Hash, Known, Picture, Reading
from .thumbnail import thumbnail

NAME = "copies"


class Copies:
    """Compares PDQ hashes of the samples and of the fingerprint's frames, and of the same mirrored."""

    def look(self, reading: Reading, context: Context) -> list[Finding]:
        """A line for what is on the block list, one for each known clip, or one that there is none."""
        pictures = {one.at_ms: one.picture for one in (*reading.glimpses, *reading.samples)}
        if not pictures:
            raise ValueError("there is no frame to look at")
        given = {one[0]: one for one in context.hashes}
        straight: list[Hash] = []
        mirrored: list[Hash] = []
        for at_ms, picture in sorted(pictures.items(), key=lambda one: one[0]):
            context.check()
            straight.append(given.get(at_ms) or _hash(picture, at_ms))
            mirrored.append(_hash(np.ascontiguousarray(picture[:, ::-1]), at_ms))
        telling = context.limits.copies.quality
        straight = [one for one in straight if one[2] >= telling]
        mirrored = [one for one in mirrored if one[2] >= telling]
        found = []
        if context.block_list is not None:
            found += _blocked(read_block_list(context.block_list), straight, mirrored, pictures, context)
        found += [_known(one, pictures, context) for one in context.known(straight, mirrored)]
        return found or [Finding(NAME, f"None of {len(pictures)} frames is known.", 0.0)]


def _hash(picture: Picture, at_ms: int) -> Hash:
    one = hash_frame(picture, at_ms)
    return one.at_ms, one.pdq, one.quality


def _blocked(
    listed: BlockList,
    straight: list[Hash],
    mirrored: list[Hash],
    pictures: dict[int, Picture],
    context: Context,
) -> list[Finding]:
    """The nearest hit, if there is one."""
    most = context.limits.copies.distance
    hits = []
    for hashes, how in ((straight, ""), (mirrored, ", mirrored")):
        for at_ms, pdq, _ in hashes:
            near = listed.nearest(pdq)
            if near is not None and near[0] <= most:
                hits.append((near[0], at_ms, f"On the block list{how}: {near[1]}"))
    if not hits:
        return []
    distance, at_ms, words = min(hits)
    small = _nearest(pictures, at_ms)
    return [Finding(NAME, words, likeness(distance), "frames-blocked", likeness(most), at_ms, small)]


def _known(one: Known, pictures: dict[int, Picture], context: Context) -> Finding:
    rule = "frames-copy" if one.holds else ""
    threshold = likeness(context.limits.copies.distance)
    small = _nearest(pictures, one.at_ms) if one.holds else b""
    return Finding(NAME, one.words, likeness(one.distance), rule, threshold, one.at_ms, small)


def likeness(distance: int) -> float:
    """A distance of hashes (0 to 256 bits) as a score: 1 is the same picture."""
    return round(1 - distance / 256, 4)


def _nearest(pictures: dict[int, Picture], at_ms: int) -> bytes:
    return thumbnail(pictures[min(pictures, key=lambda one: abs(one - at_ms))])
