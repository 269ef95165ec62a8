"""Pictures that are known already: from the operator's block list, or of clips that were taken out. Also mirrored."""

from __future__ import annotations

import numpy as np

from generation.finishing.fingerprint import hash_frame

from .block_list import BlockList, read_block_list
from .model import Context, Finding, Hash, Known, Picture, Reading
from .thumbnail import thumbnail

NAME = "copies"


class Copies:
    """Compares PDQ hashes of the samples, of the samples mirrored, and of the fingerprint."""

    def look(self, reading: Reading, context: Context) -> list[Finding]:
        """A line for what is on the block list, one for each known clip, or one that there is none."""
        if not reading.samples:
            raise ValueError("there is no frame to look at")
        straight: list[Hash] = []
        mirrored: list[Hash] = []
        for sample in reading.samples:
            context.check()
            straight.append(_hash(sample.picture, sample.at_ms))
            mirrored.append(_hash(np.ascontiguousarray(sample.picture[:, ::-1]), sample.at_ms))
        straight += [one for one in context.hashes if one[0] not in {at_ms for at_ms, _, _ in straight}]
        telling = context.limits.copies.quality
        straight = [one for one in straight if one[2] >= telling]
        mirrored = [one for one in mirrored if one[2] >= telling]
        found = []
        if context.block_list is not None:
            found += _blocked(read_block_list(context.block_list), straight, mirrored, reading, context)
        found += [_known(one, reading, context) for one in context.known(straight, mirrored)]
        return found or [Finding(NAME, f"None of {len(reading.samples)} frames is known.", 0.0)]


def _hash(picture: Picture, at_ms: int) -> Hash:
    one = hash_frame(picture, at_ms)
    return one.at_ms, one.pdq, one.quality


def _blocked(
    listed: BlockList, straight: list[Hash], mirrored: list[Hash], reading: Reading, context: Context
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
    small = _nearest_thumbnail(reading, at_ms)
    return [Finding(NAME, words, likeness(distance), "frames-blocked", likeness(most), at_ms, small)]


def _known(one: Known, reading: Reading, context: Context) -> Finding:
    rule = "frames-copy" if one.holds else ""
    threshold = likeness(context.limits.copies.distance)
    small = _nearest_thumbnail(reading, one.at_ms) if one.holds else b""
    return Finding(NAME, one.words, likeness(one.distance), rule, threshold, one.at_ms, small)


def likeness(distance: int) -> float:
    """A distance of hashes (0 to 256 bits) as a score: 1 is the same picture."""
    return round(1 - distance / 256, 4)


def _nearest_thumbnail(reading: Reading, at_ms: int) -> bytes:
    return thumbnail(min(reading.samples, key=lambda sample: abs(sample.at_ms - at_ms)).picture)
