"""The colours of a clip, for search and for tiles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

COLOURS = 6


def palette(samples: list[npt.NDArray[np.uint8]]) -> tuple[str, ...]:
    """Up to six #rrggbb of a few frames, most present first (median cut)."""
    if not samples:
        return ()
    sheet = np.concatenate([np.asarray(Image.fromarray(s).resize((64, 36))) for s in samples])
    reduced = Image.fromarray(sheet).quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    counted = sorted(reduced.getcolors() or [], reverse=True)
    table = reduced.getpalette() or []
    return tuple("#{:02x}{:02x}{:02x}".format(*table[3 * index : 3 * index + 3]) for _, index in counted)
