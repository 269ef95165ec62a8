"""The learned judge: two texts to how surely the second answers the first. Loaded on first use, one thread.

The lower half of the model reads each text alone, so a clip's side is made once and stored. Texts are run one
at a time: the int8 model's numbers would otherwise depend on what else is in the batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np
import numpy.typing as npt
import onnxruntime

from .align import Alignment
from .pieces import Pieces, flags, pieces
from .trunk import MODELS, session, trunk

WIDTH = 384
#: Sides made by another trunk can't be judged: stored beside each.
VERSION = 1

Floats = npt.NDArray[np.float32]
_loading = Lock()


@dataclass(frozen=True)
class Side:
    """One text, read: its word pieces and their vectors, shape (pieces, WIDTH), and its meaning, a unit vector.

    `meaning` is the sentence embedding that search uses: it knows best what has nothing to do with a request.
    """

    text: str
    pieces: Pieces
    vectors: Floats
    meaning: Floats

    def pack(self) -> bytes:
        """The vectors in a byte each with a scale a piece: what is stored."""
        rows = np.vstack([self.vectors, self.meaning])
        scale = np.abs(rows).max(axis=1, keepdims=True) / 127 + 1e-9
        packed: bytes = scale.astype("<f4").tobytes()
        packed += np.round(rows / scale).astype(np.int8).tobytes()
        return packed


def read(text: str, meaning: Floats) -> Side:
    """Read a text; about a millisecond."""
    cut = pieces(text)
    (vectors,) = trunk().run(None, {"ids": cut.ids[None]})
    return Side(text, cut, vectors[0], meaning)


def unpack(text: str, data: bytes) -> Side:
    """The side of a text that `Side.pack` stored. Raises ValueError where the data is another text's."""
    cut = pieces(text)
    rows = len(cut.ids) + 1
    if len(data) != rows * (4 + WIDTH):
        raise ValueError("The stored side is not of this text.")
    scale = np.frombuffer(data, "<f4", rows)[:, None]
    numbers = np.frombuffer(data, np.int8, offset=4 * rows).reshape(rows, WIDTH) * scale
    return Side(text, cut, numbers[:-1], numbers[-1])


def judge(asked: Side, shown: Side, alignment: Alignment) -> tuple[float, Floats]:
    """The logit of "answers", and for each of the request's word pieces the logit of "not answered"."""
    upper = _upper()
    known = flags(asked.pieces, shown.pieces, alignment)
    logit, words = upper.run(
        None,
        {
            "x": np.concatenate([asked.vectors, shown.vectors])[None].astype(np.float32),
            "texts": known.texts[None],
            "ties": known.ties[None],
            "places": known.places[None],
            "links": known.links[None],
        },
    )
    return float(logit[0]), words[0, : len(asked.pieces.ids)]


def likeness(asked: Side, shown: Side) -> float:
    """How alike the two are in what they are about, -1 to 1."""
    return float(asked.meaning @ shown.meaning)


def _upper() -> onnxruntime.InferenceSession:
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> onnxruntime.InferenceSession:
    return session(MODELS / "judge.onnx")
