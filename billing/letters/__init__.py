"""Names in any script, set and embedded in a PDF: reportlab's own text shapes no Arabic and joins no Devanagari.

A line goes through three steps: `faces` finds a font for each letter, `bidi` the order in which they stand,
`setting` shapes them (HarfBuzz) and breaks lines; `embedding` puts the outlines into the file.
"""

from .embedding import Letters
from .faces import REGULAR, STRONG, missing
from .setting import Line, plain, set_lines

__all__ = ["REGULAR", "STRONG", "Letters", "Line", "missing", "plain", "set_lines"]
