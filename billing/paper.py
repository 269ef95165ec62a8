"""What our PDFs are set with: fonts that are in the file, quiet colours, and words in any script."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import segno
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from .letters import REGULAR, STRONG, Letters, missing, plain, set_lines

INK, QUIET, LINE = HexColor("#15151a"), HexColor("#5f5d58"), HexColor("#e4e1da")
ACCENT, GOOD, BAD = HexColor("#c8401a"), HexColor("#1e7a4c"), HexColor("#b3261e")
WIDTH, HEIGHT = A4
#: Printed on US Letter without scaling an A4 page loses 9 mm above and below: nothing stands there.
LEFT, RIGHT, TOP, BOTTOM = 22 * mm, A4[0] - 22 * mm, A4[1] - 24 * mm, 20 * mm
UNPRINTABLE = "In letters that this page can't print; the signed certificate (JSON) has them."


class Paper:
    """One document. Measures are points from the lower left corner."""

    def __init__(self, title: str, subject: str) -> None:
        _fonts()
        self._file = io.BytesIO()
        self.canvas = Canvas(
            self._file, pagesize=A4, pageCompression=1, invariant=1, initialFontName="Inter", lang="en"
        )
        self.canvas.setTitle(title)
        self.canvas.setSubject(subject)
        self.canvas.setAuthor("Oddreel")
        self.canvas.setCreator("Oddreel")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self._letters = Letters(self.canvas)

    def finish(self) -> bytes:
        """The document's bytes; the same for the same content."""
        self.canvas.save()
        return self._file.getvalue()

    def say(
        self, x: float, y: float, words: str, size: float, *, strong: bool = False, colour: Color = INK
    ) -> float:
        """Words of our own on one line; returns where they end."""
        font = "Inter-Semi" if strong else "Inter"
        self.canvas.setFillColor(colour)
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, words)
        return x + float(pdfmetrics.stringWidth(words, font, size))

    def say_right(self, x: float, y: float, words: str, size: float, *, colour: Color = QUIET) -> None:
        """Words of our own that end at x."""
        self.canvas.setFillColor(colour)
        self.canvas.setFont("Inter", size)
        self.canvas.drawRightString(x, y, words)

    def mark(self, x: float, y: float, size: float) -> None:
        """The wordmark."""
        self.say(self.say(x, y, "oddreel", size, strong=True), y, ".", size, strong=True, colour=ACCENT)

    def rule(self, y: float) -> None:
        """A thin line across the page."""
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.8)
        self.canvas.line(LEFT, y, RIGHT, y)

    def words(
        self,
        x: float,
        top: float,
        words: str,
        width: float,
        size: float,
        *,
        strong: bool = False,
        colour: Color = INK,
    ) -> float:
        """Anybody's words, in any script, below `top`; returns the lower edge."""
        if missing(words):
            words, strong = UNPRINTABLE, False
        if plain(words):
            style = ParagraphStyle(
                "words", fontName="Inter-Semi" if strong else "Inter", fontSize=size, leading=size * 1.36,
                textColor=colour, splitLongWords=1,
            )  # fmt: skip
            text = Paragraph(escape(words), style)
            _, height = text.wrap(width, HEIGHT)
            text.drawOn(self.canvas, x, top - height)
            return float(top - height)
        self.canvas.setFillColor(colour)
        for line in set_lines(words, width / size * 1000, STRONG if strong else REGULAR):
            top -= size * 1.5
            self._letters.draw(line, x, top + size * 0.38, size)
        return top

    def code(self, address: str, x: float, y: float, side: float) -> None:
        """A QR code."""
        picture = io.BytesIO()
        segno.make(address, error="m").save(picture, kind="png", scale=8, border=0)
        picture.seek(0)
        self.canvas.drawImage(ImageReader(picture), x, y, side, side)


def escape(text: str) -> str:
    """For reportlab's paragraphs, which read a little XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _fonts() -> None:
    folder = Path(__file__).with_name("fonts")
    pdfmetrics.registerFont(TTFont("Inter", folder / "Inter_400Regular.ttf"))
    pdfmetrics.registerFont(TTFont("Inter-Semi", folder / "Inter_600SemiBold.ttf"))
