"""The certificate on paper: one page that says it all, then the complete terms. A4, and whole on US Letter."""

from __future__ import annotations

import io

from django.conf import settings
from django.core.files.storage import default_storage
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from catalog.models import Rendition

from .certificate_terms import terms_pages
from .models import Licence
from .paper import BAD, BOTTOM, GOOD, INK, LEFT, LINE, QUIET, RIGHT, TOP, Paper

#: Long names are set smaller, and the poster makes room for them.
POSTER_HEIGHT, SMALL_POSTER_HEIGHT = 58 * mm, 32 * mm
LONG_NAME, LONG_NAMES = 48, 120
MARK = {"trainedAlgorithmicMedia": "AI-generated", "algorithmicMedia": "Computer-generated"}


def certificate_pdf(licence: Licence) -> bytes:
    """The certificate's bytes."""
    paper = Paper(
        f"Licence {licence.number}", f"{licence.terms_name} of “{licence.clip_title}”, for {licence.licensee}"
    )
    paper.canvas.setKeywords([licence.number, licence.tier, licence.terms_version])
    below = _head(paper, licence)
    below = _holder(paper, licence, below)
    below = _poster(paper, licence, below - 5 * mm)
    below = _facts(paper, licence, below - 7 * mm)
    _terms(paper, licence, below - 3 * mm)
    _foot(paper, licence)
    paper.canvas.showPage()
    terms_pages(paper, licence)
    return paper.finish()


def _head(paper: Paper, licence: Licence) -> float:
    paper.mark(LEFT, TOP, 15)
    paper.say_right(RIGHT, TOP, licence.number, 11)
    paper.say(LEFT, TOP - 17 * mm, licence.terms_name, 27, strong=True)
    if licence.withdrawn_at:
        words = f"Withdrawn on {licence.withdrawn_at:%-d %B %Y}. It is no longer valid."
        paper.say(LEFT, TOP - 24 * mm, words, 11, strong=True, colour=BAD)
        return float(TOP - 27 * mm)
    return float(TOP - 22 * mm)


def _holder(paper: Paper, licence: Licence, top: float) -> float:
    paper.say(LEFT, top - 10, "Licensed to", 10, colour=QUIET)
    size = 16 if len(licence.licensee) <= LONG_NAME else 12
    return paper.words(LEFT, top - 5 * mm, licence.licensee, RIGHT - LEFT, size, strong=True)


def _poster(paper: Paper, licence: Licence, top: float) -> float:
    """The clip's poster; returns its lower edge. One that is gone, or was taken down, leaves its place out."""
    if licence.clip.withheld:
        return top
    poster = licence.clip.renditions.filter(kind=Rendition.Kind.POSTER_JPEG).first()
    if poster is None or not default_storage.exists(poster.key):
        return top
    names = len(licence.licensee) + len(licence.clip_title) + len(licence.issued_by)
    height = SMALL_POSTER_HEIGHT if names > LONG_NAMES else POSTER_HEIGHT
    width = height * poster.width / poster.height
    if width > RIGHT - LEFT:
        width, height = RIGHT - LEFT, (RIGHT - LEFT) * poster.height / poster.width
    with default_storage.open(poster.key) as file:
        picture = ImageReader(io.BytesIO(file.read()))
    paper.canvas.drawImage(picture, LEFT, top - height, width, height)
    return float(top - height)


def _facts(paper: Paper, licence: Licence, top: float) -> float:
    facts = [
        ("Clip", f"{licence.clip_id} – {licence.clip_title}"),
        ("Issued", f"{licence.issued_at:%-d %B %Y, %H:%M} UTC"),
        ("Seats", str(licence.seats) if licence.seats > 1 else ""),
        ("Ordered by", licence.issued_by),
        ("How it was made", MARK.get(licence.source_type, licence.source_type)),
        ("Terms", f"{licence.tier}, version {licence.terms_version}"),
        ("Master, SHA-256", f"{licence.master_sha256[:32]} {licence.master_sha256[32:]}"),
    ]
    for label, value in facts:
        if value:
            paper.say(LEFT, top - 10, label, 9.5, colour=QUIET)
            top = paper.words(LEFT + 36 * mm, top, value, RIGHT - LEFT - 36 * mm, 9.5) - 2.5
    return top


def _terms(paper: Paper, licence: Licence, top: float) -> None:
    paper.rule(top)
    top -= 5 * mm
    gap = 10 * mm
    half = (RIGHT - LEFT - gap) / 2
    for left, heading, key, colour in (
        (LEFT, "You may", "may", GOOD),
        (LEFT + half + gap, "You may not", "may_not", BAD),
    ):
        paper.say(left, top - 10, heading, 11, strong=True)
        below = top - 17
        for sentence in licence.terms[key]:
            _sign(paper, left, below - 8.5, key == "may", colour)
            below = paper.words(left + 5 * mm, below, sentence, half - 5 * mm, 9) - 4


def _sign(paper: Paper, x: float, y: float, yes: bool, colour: Color) -> None:
    """A tick or a cross."""
    paper.canvas.setStrokeColor(colour)
    paper.canvas.setLineWidth(1.3)
    paper.canvas.setLineCap(1)
    lines = (
        [(0, 2.6, 2.2, 0.4), (2.2, 0.4, 6.4, 5.6)] if yes else [(0.6, 0.6, 5.6, 5.6), (0.6, 5.6, 5.6, 0.6)]
    )
    paper.canvas.lines([(x + a, y + b, x + c, y + d) for a, b, c, d in lines])


def _foot(paper: Paper, licence: Licence) -> None:
    address = settings.SITE_URL + licence.get_absolute_url()
    left = LEFT + 30 * mm
    paper.canvas.setStrokeColor(LINE)
    paper.code(address, LEFT, BOTTOM, 24 * mm)
    paper.say(left, BOTTOM + 19 * mm, "Check this licence at", 9.5)
    paper.say(left, BOTTOM + 14 * mm, address, 9.5, strong=True, colour=INK)
    more = "The complete terms follow. " if licence.terms_text else ""
    paper.say(left, BOTTOM + 7 * mm, more + "The signed certificate (JSON) beside this file", 9, colour=QUIET)
    paper.say(left, BOTTOM + 2.6 * mm, "proves the same without our site.", 9, colour=QUIET)
