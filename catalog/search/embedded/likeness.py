"""Likeness of one vector to every clip's, as exact as the vectors are stored."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import simsimd

from catalog.search import colour

from .columns import Columns
from .writing import coloured

Likeness = npt.NDArray[np.float32]


def of_meaning(columns: Columns, vector: npt.NDArray[np.floating]) -> Likeness:
    """The cosine with each clip's sentence."""
    return _dots(vector.astype(np.float16), columns.vectors)


def of_looks(columns: Columns, appearance: npt.NDArray[np.floating]) -> Likeness:
    """The dot product with each clip's looks; 0 where they were not measured."""
    return _dots(appearance.astype(np.float16), columns.looks)


def of_colour(columns: Columns, asked: str) -> Likeness:
    """How much of each clip is of this colour, as `colour.NEAR_COLOUR` counts."""
    found = _dots(coloured([asked]), columns.colours)
    return found / np.float32(127**2) if colour.read_colour(asked) else np.zeros(columns.count, np.float32)


def _dots(vector: npt.NDArray[np.generic], matrix: npt.NDArray[np.generic]) -> Likeness:
    if not len(matrix):
        return np.zeros(0, np.float32)
    return np.asarray(simsimd.cdist(vector[None], matrix, metric="dot"), np.float32).ravel()
