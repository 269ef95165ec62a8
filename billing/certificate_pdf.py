"""The certificate on paper: one A4 page, drawn with reportlab."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.core.files.storage import default_storage
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from catalog.models import Rendition

from .models import Licence

INK, QUIET, ACCENT, LINE = HexColor("#15151a"), HexColor("#5f5d58"), HexColor("#c8401a"), HexColor("#e4e1da")
LEFT, RIGHT = 22 * mm, A4[0] - 22 * mm
#: Inter has Latin, Greek and Cyrillic letters. For East Asian ones most readers bring these: scripts, font name.
EAST_ASIAN = (
    (re.compile(r"[\u3040-\u30ff]"), "HeiseiKakuGo-W5"),
    (re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"), "HYGothic-Medium"),
    (re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]"), "STSong-Light"),
)
UNPRINTABLE = "In letters that this page can't print; the signed certificate (JSON) has them."
MARK = {"trainedAlgorithmicMedia": "AI-generated", "algorithmicMedia": "Computer-generated"}


def certificate_pdf(licence: Licence) -> bytes:
    """The certificate's bytes."""
    _fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1)
    canvas.setTitle(f"Licence {licence.number}")
    canvas.setAuthor("Oddreel")
    top = A4[1] - 24 * mm
    _heading(canvas, licence, top)
    bottom = _poster(canvas, licence, top - 26 * mm)
    bottom = _facts(canvas, licence, bottom - 10 * mm)
    _terms(canvas, licence, bottom - 6 * mm)
    _foot(canvas, licence)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


@cache
def _fonts() -> None:
    folder = Path(__file__).with_name("fonts")
    pdfmetrics.registerFont(TTFont("Inter", folder / "Inter_400Regular.ttf"))
    pdfmetrics.registerFont(TTFont("Inter-Semi", folder / "Inter_600SemiBold.ttf"))
    for _, name in EAST_ASIAN:
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def printable(text: str) -> tuple[str, str]:
    """The text and the font that has all of its letters; a sentence in its place where none has."""
    known = pdfmetrics.getFont("Inter").face.charToGlyph
    foreign = "".join(c for c in text if ord(c) not in known)
    if not foreign:
        return text, "Inter"
    for letters, name in EAST_ASIAN:
        if letters.search(foreign):
            return f"{text} (as in the signed certificate)", name
    return UNPRINTABLE, "Inter"


def _heading(canvas: Canvas, licence: Licence, top: float) -> None:
    canvas.setFillColor(INK)
    canvas.setFont("Inter-Semi", 15)
    canvas.drawString(LEFT, top, "oddreel")
    canvas.setFillColor(ACCENT)
    canvas.drawString(LEFT + pdfmetrics.stringWidth("oddreel", "Inter-Semi", 15), top, ".")
    canvas.setFillColor(INK)
    canvas.setFont("Inter-Semi", 24)
    canvas.drawString(LEFT, top - 16 * mm, licence.terms_name)
    canvas.setFont("Inter", 11)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(RIGHT, top, licence.number)


def _poster(canvas: Canvas, licence: Licence, top: float) -> float:
    """The clip's poster, at most 62 mm high; returns the lower edge. A poster that is gone leaves its place out."""
    poster = licence.clip.renditions.filter(kind=Rendition.Kind.POSTER_JPEG).first()
    if poster is None or not default_storage.exists(poster.key):
        return top
    width = RIGHT - LEFT
    height = width * poster.height / poster.width
    if height > 62 * mm:
        width, height = 62 * mm * poster.width / poster.height, 62 * mm
    with default_storage.open(poster.key) as picture:
        canvas.drawImage(ImageReader(io.BytesIO(picture.read())), LEFT, top - height, width, height)
    return float(top - height)


def _facts(canvas: Canvas, licence: Licence, top: float) -> float:
    rows = [
        ("Clip", f"{licence.clip_id} – {licence.clip_title}"),
        ("Licensed to", licence.licensee),
        ("Issued", f"{licence.issued_at:%d %B %Y, %H:%M} UTC"),
        ("How it was made", MARK.get(licence.source_type, licence.source_type)),
        ("Terms", f"{licence.tier}, version {licence.terms_version}"),
        ("Master, SHA-256", f"{licence.master_sha256[:32]} {licence.master_sha256[32:]}"),
    ]
    for label, value in rows:
        words, font = printable(value)
        text = Paragraph(
            _escape(words), ParagraphStyle("fact", fontName=font, fontSize=10, leading=13.5, textColor=INK)
        )
        _, height = text.wrap(RIGHT - LEFT - 36 * mm, 40 * mm)
        canvas.setFont("Inter", 10)
        canvas.setFillColor(QUIET)
        canvas.drawString(LEFT, top - 10, label)
        text.drawOn(canvas, LEFT + 36 * mm, top - height)
        top -= height + 4
    return top


def _terms(canvas: Canvas, licence: Licence, top: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.line(LEFT, top, RIGHT, top)
    top -= 6 * mm
    half = (RIGHT - LEFT - 10 * mm) / 2
    for column, (heading, key) in enumerate((("You may", "may"), ("You may not", "may_not"))):
        left, y = LEFT + column * (half + 10 * mm), top
        canvas.setFont("Inter-Semi", 11)
        canvas.setFillColor(INK)
        canvas.drawString(left, y - 10, heading)
        y -= 18
        for sentence in licence.terms[key]:
            style = ParagraphStyle("term", fontName="Inter", fontSize=9.5, leading=13, textColor=INK)
            text = Paragraph(_escape(sentence), style)
            _, height = text.wrap(half, 80 * mm)
            text.drawOn(canvas, left, y - height)
            y -= height + 5


def _foot(canvas: Canvas, licence: Licence) -> None:
    address = settings.SITE_URL + licence.get_absolute_url()
    code = io.BytesIO()
    segno.make(address, error="m").save(code, kind="png", scale=8, border=0)
    code.seek(0)
    canvas.drawImage(ImageReader(code), LEFT, 20 * mm, 24 * mm, 24 * mm)
    canvas.setFont("Inter", 9.5)
    canvas.setFillColor(INK)
    canvas.drawString(LEFT + 30 * mm, 38 * mm, "Check this licence at")
    canvas.setFont("Inter-Semi", 9.5)
    canvas.drawString(LEFT + 30 * mm, 33 * mm, address)
    canvas.setFont("Inter", 9.5)
    canvas.setFillColor(QUIET)
    canvas.drawString(
        LEFT + 30 * mm,
        26 * mm,
        "The signed certificate (JSON) beside this page proves the same without our site.",
    )


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
