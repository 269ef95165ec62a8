"""How alike two clips look and mean: the numbers that every back end goes by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .interface import APPEARANCE

Numbers = npt.NDArray[np.floating[Any]]

#: Below this likeness of meaning two clips have nothing in common.
ALIKE = 0.3
#: From this dot product of two descriptions on (`Document.appearance`) clips look alike: of the 66 pairs of the twelve
#: starter clips a quarter lie above, those of one mood; the likest come first in any case.
LOOKS_ALIKE = 0.6
#: What looks count for among similar clips, where both were measured: people want the same thing
#: first, and of those the one that cuts with the clip they have.
LOOKS_SHARE = 0.3


def blended(meaning: Numbers, looks: Numbers, measured: npt.NDArray[np.bool_]) -> Numbers:
    """Likeness of meaning and looks together; of meaning alone where looks were not measured."""
    both: Numbers = np.where(measured, (1 - LOOKS_SHARE) * meaning + LOOKS_SHARE * looks, meaning)
    return both


def readable(appearance: Sequence[float]) -> bool:
    """Whether these numbers can describe a picture."""
    return (
        len(appearance) == APPEARANCE
        and all(math.isfinite(number) and abs(number) <= 2 for number in appearance)
        and any(appearance)
    )
