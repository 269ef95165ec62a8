"""RetinaFace (MobileNet 0.25) on the CPU: boxes and scores of faces in one picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image

from .model import Picture
from .weights import verified

WEIGHTS = Path(__file__).with_name("weights") / "faces.onnx"
SHA256 = "b7a7acab55e104dce6f32cdfff929bd83946da5cd869b9e2e9bdffafd1b7e4a5"
#: Larger pictures are brought to this many pixels on the longer side: faces of about 32 pixels and more are then seen.
SIDE = 1280
#: The network's own: strides with the sizes of their anchors, how its offsets are scaled, its mean colour (BGR).
ANCHORS = ((8, (16, 32)), (16, (64, 128)), (32, (256, 512)))
CENTRE, SIZE = 0.1, 0.2
MEAN = np.array([104, 117, 123], np.float32)
#: Boxes that share more than this of their area are of one face.
OVERLAP = 0.4

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Face:
    """A face: its score, 0 to 1, and its box as shares of the picture."""

    score: float
    left: float
    top: float
    right: float
    bottom: float


class Retina:
    """The network, loaded once."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(verified(WEIGHTS, SHA256)), options, providers=["CPUExecutionProvider"]
        )

    def faces(self, picture: Picture, least: float) -> list[Face]:
        """The faces that score at least so much, the surest first."""
        image = Image.fromarray(picture)
        image.thumbnail((SIDE, SIDE))
        values = np.asarray(image, np.float32)[:, :, ::-1] - MEAN
        places, scores, _ = self._session.run(
            None, {"input": np.ascontiguousarray(values.transpose(2, 0, 1)[None])}
        )
        sure = scores[0, :, 1] >= least
        anchors = _anchors(image.width, image.height)[sure]
        offsets, kept = places[0][sure], scores[0, sure, 1]
        middle = anchors[:, :2] + offsets[:, :2] * CENTRE * anchors[:, 2:]
        half = anchors[:, 2:] * np.exp(offsets[:, 2:] * SIZE) / 2
        return _apart(np.concatenate([middle - half, middle + half], axis=1), kept)


@lru_cache(maxsize=8)
def _anchors(width: int, height: int) -> Floats:
    """Centre and size of every anchor, as shares of the picture, in the network's order."""
    found = []
    for stride, sizes in ANCHORS:
        ys, xs = np.mgrid[: math.ceil(height / stride), : math.ceil(width / stride)]
        centres = (np.stack([xs.ravel(), ys.ravel()], axis=1) + 0.5) * stride / [width, height]
        for_each = np.repeat(centres, len(sizes), axis=0)
        extent = np.tile([[size / width, size / height] for size in sizes], (len(centres), 1))
        found.append(np.concatenate([for_each, extent], axis=1))
    return np.concatenate(found).astype(np.float32)


def _apart(boxes: Floats, scores: Floats) -> list[Face]:
    """Of boxes that lie over each other, the surest."""
    kept: list[int] = []
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    for index in np.argsort(-scores, kind="stable"):
        chosen = boxes[kept]
        shared = np.minimum(chosen[:, 2:], boxes[index, 2:]) - np.maximum(chosen[:, :2], boxes[index, :2])
        common = shared.clip(min=0).prod(axis=1)
        if (common <= OVERLAP * (areas[kept] + areas[index] - common)).all():
            kept.append(int(index))
    return [Face(round(float(scores[i]), 4), *(round(float(edge), 4) for edge in boxes[i])) for i in kept]
