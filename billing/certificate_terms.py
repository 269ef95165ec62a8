"""The complete terms behind a certificate's first page, in two columns."""

from __future__ import annotations

from functools import cache

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Frame, Paragraph

from .models import Licence
from .paper import BOTTOM, INK, LEFT, QUIET, RIGHT, TOP, Paper, escape
from .terms import Block, blocks

GAP = 9 * mm
COLUMN = (RIGHT - LEFT - GAP) / 2


def terms_pages(paper: Paper, licence: Licence) -> None:
    """As many pages as the terms take; none for a licence from before they were kept whole."""
    left_over = [_set(block) for block in blocks(licence.terms_text) if block.kind != "title"]
    page = 1
    while left_over:
        page += 1
        paper.mark(LEFT, TOP, 11)
        paper.say_right(
            RIGHT, TOP, f"{licence.number} · {licence.terms_name}, version {licence.terms_version}", 9
        )
        paper.rule(TOP - 4 * mm)
        for column in range(2):
            left = LEFT + column * (COLUMN + GAP)
            height = TOP - 8 * mm - BOTTOM - 6 * mm
            frame = Frame(left, BOTTOM + 6 * mm, COLUMN, height, 0, 0, 0, 0)
            frame.addFromList(left_over, paper.canvas)
        paper.say(LEFT, BOTTOM, "The terms as they were on the day of issue.", 8, colour=QUIET)
        paper.say_right(RIGHT, BOTTOM, f"Page {page}", 8)
        paper.canvas.showPage()


def _set(block: Block) -> Flowable:
    words = escape(block.text)
    if block.kind == "heading":
        return Paragraph(words, _style("heading"))
    if block.kind == "clause":
        return Paragraph(words, _style("clause"), bulletText=block.number)
    return Paragraph(words, _style("text"))


@cache
def _style(name: str) -> ParagraphStyle:
    text = ParagraphStyle(
        "text", fontName="Inter", fontSize=7.9, leading=11.1, textColor=INK, spaceAfter=3.4, allowWidows=0,
        allowOrphans=0,
    )  # fmt: skip
    if name == "heading":
        return ParagraphStyle(
            "heading", text, fontName="Inter-Semi", fontSize=9.6, leading=13, spaceBefore=7, keepWithNext=1
        )
    if name == "clause":
        return ParagraphStyle(
            "clause", text, leftIndent=20, bulletIndent=0, bulletFontName="Inter", bulletFontSize=7.9,
            bulletColor=QUIET,
        )  # fmt: skip
    return text
