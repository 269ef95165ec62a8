"""A gentle preference, in best order, for what is new and for what others licensed.

Ranks are fused by 1 / (5 + rank), so the first and the second differ by a sixth. Everything here together
is worth less than that: it orders equals and near-equals, and what is first by both words and meaning stays first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: What being new adds: half of it is gone after `HALF_LIFE_DAYS`, as a look goes out of fashion.
RECENCY = 0.05
HALF_LIFE_DAYS = 180
#: What being licensed adds: by the logarithm, because the first licence says most; all of it at `MANY`.
LICENSED = 0.1
MANY = 100

_DAY_MS = 86_400_000


def boost(
    published_ms: npt.ArrayLike, licences: npt.ArrayLike, now_ms: int
) -> npt.NDArray[np.float64] | np.float64:
    """The factor for a score, 1 to 1.15; of arrays an array. The same all day, so that pages hold still."""
    days = np.maximum(0, now_ms // _DAY_MS - np.asarray(published_ms, np.int64) // _DAY_MS)
    sold = np.minimum(1, np.log1p(np.maximum(0, np.asarray(licences))) / np.log1p(MANY))
    factor: npt.NDArray[np.float64] = 1 + RECENCY * 0.5 ** (days / HALF_LIFE_DAYS) + LICENSED * sold
    return factor
