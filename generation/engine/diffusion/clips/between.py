"""The picture at any instant between two frames, by how their parts move (cv2's DIS optical flow).

For each pixel of the picture in between, its place in either frame is found by following the flow back. A place counts
as far as the flow there agrees with the flow of the other direction: what is seen in one frame alone (uncovered, or
about to be covered) is taken from that one.
"""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
import numpy.typing as npt

from generation.engine.base import Frame

Field = npt.NDArray[np.float32]
"""Pixels to move by, or places: float32, height x width x 2 (right, down)."""

#: Disagreement of the two directions, in pixels, at which a place loses most of its weight.
AGREES = 2.0
#: Rounds of following the flow back to where a pixel came from.
ROUNDS = 4
#: Two frames are of different shots where so much of the flow disagrees, and following it explains so little: the share
#: of pixels, and what is left of the difference in 8-bit codes and as a share of the difference without following.
CUT_SHARE, CUT_CODES, CUT_LEFT = 0.5, 10.0, 0.5
#: Below this weight on both sides neither place is believed: there the nearer frame's counts.
BELIEVED = 1e-3


class Between:
    """Two frames that follow each other. Costs two flows once, and some remapping for each picture asked for."""

    def __init__(self, earlier: Frame, later: Frame) -> None:
        self._frames = (earlier, later)
        flow: Any = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
        grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in self._frames]
        height, width = grey[0].shape
        self._here: Field = np.dstack(
            np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        )
        self._flows: tuple[Field, Field] = (flow.calc(*grey, None), flow.calc(*grey[::-1], None))
        self._apart = tuple(_length(self._flows[i] + self._arrived(i)) for i in (0, 1))
        self.same_shot = self._same_shot(*grey)

    def at(self, share: float) -> Frame:
        """The picture at a share (0 to 1) of the way from the earlier frame to the later one.

        Across a cut it is the nearer of the two frames.
        """
        if not self.same_shot:
            return self._frames[0] if share < 0.5 else self._frames[1]
        pictures: list[Frame] = []
        weights: list[npt.NDArray[np.float32]] = []
        for i, part in enumerate((share, 1 - share)):
            place, unsettled = self._came_from(i, part)
            disagrees = _remap(self._apart[i], place) + unsettled
            weights.append((1 - part) * np.exp(-((disagrees / AGREES) ** 2)) + BELIEVED * (1 - part) ** 4)
            pictures.append(_remap(self._frames[i], place, cv2.INTER_CUBIC))
        of_earlier = (weights[0] / (weights[0] + weights[1])).astype(np.float32)
        return cast(Frame, cv2.blendLinear(pictures[0], pictures[1], of_earlier, 1 - of_earlier))

    def _came_from(self, i: int, part: float) -> tuple[Field, npt.NDArray[np.float32]]:
        """Where in frame `i` each pixel was, `part` of the way from it; and by how much the last round moved that."""
        place = before = self._here
        for _ in range(ROUNDS):
            before, place = place, self._here - np.float32(part) * _remap(self._flows[i], place)
        return place, _length(place - before)

    def _arrived(self, i: int) -> Field:
        """The other direction's flow at the place where each pixel of frame `i` arrives."""
        return cast(Field, _remap(self._flows[1 - i], self._here + self._flows[i]))

    def _same_shot(self, earlier: npt.NDArray[np.uint8], later: npt.NDArray[np.uint8]) -> bool:
        wild = float((self._apart[0] > AGREES).mean())
        if wild < CUT_SHARE:
            return True
        followed = _remap(later, self._here + self._flows[0])
        left = float(cv2.absdiff(earlier, followed).mean())
        return left < CUT_CODES or left < CUT_LEFT * float(cv2.absdiff(earlier, later).mean())


def _remap(picture: Any, places: Field, way: int = cv2.INTER_LINEAR) -> Any:
    """A picture or field read at other places; beyond the edge it goes on as it ends."""
    return cv2.remap(picture, places, None, way, borderMode=cv2.BORDER_REPLICATE)


def _length(field: Field) -> npt.NDArray[np.float32]:
    length: npt.NDArray[np.float32] = cv2.magnitude(
        np.ascontiguousarray(field[..., 0]), np.ascontiguousarray(field[..., 1])
    )
    return length
