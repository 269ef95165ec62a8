"""Outlines in the file: shapes become the characters of Type 3 fonts, which every reader draws and none needs.

A Type 3 font's characters are drawings of our own, so that one way serves TrueType, CFF and variable fonts. Each
cluster is one character, and says which letters it stands for: what a reader copies or searches is the text.
"""

from __future__ import annotations

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFZCompress,
)
from reportlab.pdfgen.canvas import Canvas

from .setting import Cluster, Line

A_FONT = 255


class Letters:
    """The clusters that one document needs, in as many fonts as they take. reportlab asks for them when it saves."""

    fontName = "Letters"

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._codes: dict[Cluster, int] = {}
        canvas._doc.delayedFonts.append(self)

    def draw(self, line: Line, x: float, y: float, size: float) -> None:
        """Draw a line with its left end on the base line at (x, y), in the canvas's colour."""
        parts: list[str] = []
        for cluster in line.clusters:
            font, code = divmod(self._code(cluster), A_FONT)
            name = f"/{self.name(font)} {size:g} Tf"
            if not parts or parts[-2] != name:
                parts += [name, ""]
            parts[-1] += f"{code + 1:02x}"
        shown = " ".join(f"<{part}> Tj" if position % 2 else part for position, part in enumerate(parts))
        self._canvas._code.append(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {shown} ET")

    def name(self, font: int) -> str:
        """What the file calls one of the fonts."""
        return f"L{font}"

    def addObjects(self, doc: PDFDocument) -> None:
        """Write the fonts into the document."""
        clusters = list(self._codes)
        for font in range(0, len(clusters), A_FONT):
            some = clusters[font : font + A_FONT]
            name = self.name(font // A_FONT)
            doc.idToObject["BasicFonts"].dict[name] = doc.Reference(_font(doc, name, some), name)

    def _code(self, cluster: Cluster) -> int:
        return self._codes.setdefault(cluster, len(self._codes))


def _font(doc: PDFDocument, name: str, clusters: list[Cluster]) -> PDFDictionary:
    names = [f"c{code}" for code in range(1, len(clusters) + 1)]
    drawings = PDFDictionary()
    for glyph, cluster in zip(names, clusters, strict=True):
        drawings[glyph] = doc.Reference(_stream(doc, _drawing(cluster)))
    return PDFDictionary(
        {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type3"),
            "Name": PDFName(name),
            "FontBBox": PDFArray([0, 0, 0, 0]),
            "FontMatrix": PDFArray([0.001, 0, 0, 0.001, 0, 0]),
            "CharProcs": drawings,
            "Encoding": PDFDictionary(
                {
                    "Type": PDFName("Encoding"),
                    "Differences": PDFArray([1, *(PDFName(glyph) for glyph in names)]),
                }
            ),
            "FirstChar": 1,
            "LastChar": len(clusters),
            "Widths": PDFArray([cluster.advance for cluster in clusters]),
            "Resources": PDFDictionary(),
            "ToUnicode": doc.Reference(_stream(doc, _to_unicode(clusters))),
        }
    )


def _stream(doc: PDFDocument, content: str) -> PDFStream:
    stream = PDFStream(content=content)
    if doc.compression:
        stream.filters = [PDFZCompress]
    return stream


def _drawing(cluster: Cluster) -> str:
    """One character's procedure: its width, then its outline, filled. `d0` leaves the colour to the page."""
    pen = _Pen()
    for glyph, x, y in cluster.glyphs:
        pen.move(x, y, cluster.face.unit)
        cluster.face.font.draw_glyph(glyph, _FUNCTIONS, pen)
    box = pen.box()
    return (
        f"{cluster.advance:g} 0 {box} d1 {' '.join(pen.parts)} f"
        if pen.parts
        else f"{cluster.advance:g} 0 d0"
    )


class _Pen:
    """Takes a glyph's outline from HarfBuzz and writes it in PDF's words."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._points: list[tuple[float, float]] = []
        self._origin, self._unit, self._at = (0.0, 0.0), 1.0, (0.0, 0.0)

    def move(self, x: float, y: float, unit: float) -> None:
        self._origin, self._unit = (x, y), unit

    def add(self, operator: str, *points: tuple[float, float]) -> None:
        placed = [(x * self._unit + self._origin[0], y * self._unit + self._origin[1]) for x, y in points]
        self._points += placed
        self.parts += [f"{x:.0f} {y:.0f}" for x, y in placed]
        self.parts.append(operator)
        if points:
            self._at = points[-1]

    def curve(self, control: tuple[float, float], end: tuple[float, float]) -> None:
        """TrueType's curves have one control point, PDF's have two."""
        (x0, y0), (x1, y1), (x2, y2) = self._at, control, end
        first = (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3)
        self.add("c", first, (x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3), end)

    def box(self) -> str:
        xs, ys = zip(*self._points, strict=True) if self._points else ((0.0,), (0.0,))
        return f"{min(xs):.0f} {min(ys):.0f} {max(xs):.0f} {max(ys):.0f}"


def _functions() -> hb.DrawFuncs:
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, pen: pen.add("m", (x, y)))
    functions.set_line_to_func(lambda x, y, pen: pen.add("l", (x, y)))
    functions.set_quadratic_to_func(lambda x1, y1, x2, y2, pen: pen.curve((x1, y1), (x2, y2)))
    functions.set_cubic_to_func(
        lambda x1, y1, x2, y2, x3, y3, pen: pen.add("c", (x1, y1), (x2, y2), (x3, y3))
    )
    functions.set_close_path_func(lambda pen: pen.add("h"))
    return functions


_FUNCTIONS = _functions()


def _to_unicode(clusters: list[Cluster]) -> str:
    """Which letters each character stands for."""
    lines = [
        f"<{code:02x}> <{cluster.text.encode('utf-16-be').hex()}>"
        for code, cluster in enumerate(clusters, start=1)
    ]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Letters def\n/CMapType 2 def\n1 begincodespacerange\n<00> <ff>\nendcodespacerange\n"
        f"{mapped}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
