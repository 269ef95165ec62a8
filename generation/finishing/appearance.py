"""How a clip looks, whatever it means: its colours and its structure as one short vector.

Compared by dot product: 1 for the same picture, about 0 for pictures that have nothing in common. It survives
re-encoding and resizing, not mirroring or strong regrading; `fingerprint` is for knowing a clip again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from .frame import Frame

Numbers = npt.NDArray[np.float32]

#: Numbers in the vector: `_LEVELS`³ of colour, `_GRID`² fields of `_DIRECTIONS` of structure.
LENGTH = 128
_LEVELS, _GRID, _DIRECTIONS = 4, 4, 4
#: Every picture is looked at in this size: structure finer than that is texture.
_SIDE = 64
#: What colours weigh against structure: people who look for a picture like theirs mean its mood first.
_COLOUR_SHARE = 0.6


def appearance(pictures: Sequence[Frame]) -> tuple[float, ...]:
    """A unit vector of `LENGTH` numbers for pictures (uint8 RGB, height × width × 3) of one clip; () for none.

    Pictures of one even colour have colours and no structure.
    """
    if not pictures:
        return ()
    small = [
        np.asarray(Image.fromarray(one).resize((_SIDE, _SIDE), Image.Resampling.BOX)) for one in pictures
    ]
    colours = _unit(np.mean([_colours(one) for one in small], axis=0))
    structure = _unit(np.mean([_structure(one) for one in small], axis=0))
    whole = _unit(np.concatenate([np.sqrt(_COLOUR_SHARE) * colours, np.sqrt(1 - _COLOUR_SHARE) * structure]))
    return tuple(round(float(number), 4) for number in whole)


def _colours(picture: Frame) -> Numbers:
    """A histogram over lightness, red–green and yellow–blue, each colour shared by its neighbours."""
    red, green, blue = picture.reshape(-1, 3).astype(np.float32).T / 255
    axes = (
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        # Footage is seldom saturated: the middle of both axes is spread.
        0.5 + 1.2 * (red - green),
        0.5 + 0.9 * ((red + green) / 2 - blue),
    )
    histogram = np.zeros((_LEVELS,) * 3, np.float32)
    places = [np.clip(axis, 0, 1) * (_LEVELS - 1) for axis in axes]
    below = [np.minimum(place.astype(np.int64), _LEVELS - 2) for place in places]
    beyond = [place - low for place, low in zip(places, below, strict=True)]
    for corner in np.ndindex(2, 2, 2):
        share = np.prod([part if up else 1 - part for part, up in zip(beyond, corner, strict=True)], axis=0)
        np.add.at(histogram, tuple(low + up for low, up in zip(below, corner, strict=True)), share)
    return _centred(np.sqrt(histogram.ravel() / len(red)))


def _structure(picture: Frame) -> Numbers:
    """How strongly edges run in each direction, in each field of the picture."""
    bright = picture.astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    down, across = np.gradient(bright)
    strength = np.hypot(across, down)
    turn = (np.arctan2(down, across) % np.pi) / np.pi * _DIRECTIONS
    first = turn.astype(np.int64) % _DIRECTIONS
    beyond = turn - np.floor(turn)
    field = np.arange(_SIDE) * _GRID // _SIDE
    rows, columns = np.broadcast_to(field[:, None], bright.shape), np.broadcast_to(field, bright.shape)
    found = np.zeros((_GRID, _GRID, _DIRECTIONS), np.float32)
    np.add.at(found, (rows, columns, first), strength * (1 - beyond))
    np.add.at(found, (rows, columns, (first + 1) % _DIRECTIONS), strength * beyond)
    return _centred(np.sqrt(found.ravel()))


def _centred(values: Numbers) -> Numbers:
    """Around 0, so that what all pictures share counts for nothing; zeros for what is even."""
    return _unit(values - values.mean())


def _unit(values: Numbers) -> Numbers:
    length = np.linalg.norm(values)
    unit: Numbers = (values / length if length > 1e-6 else np.zeros_like(values)).astype(np.float32)
    return unit
