"""The receipt of a licence, to file: what it cost whom, and when."""

from __future__ import annotations

from django.conf import settings
from reportlab.lib.units import mm

from .models import Licence
from .paper import BOTTOM, LEFT, QUIET, RIGHT, TOP, Paper

LABELS = 40 * mm


def receipt_pdf(licence: Licence) -> bytes:
    """The receipt's bytes."""
    paper = Paper(f"Receipt for {licence.number}", f"Licence {licence.number}, {licence.licensee}")
    paper.mark(LEFT, TOP, 15)
    paper.say_right(RIGHT, TOP, licence.number, 11)
    paper.say(LEFT, TOP - 17 * mm, "Receipt", 27, strong=True)
    below = TOP - 26 * mm
    for label, value in receipt_lines(licence):
        paper.rule(below)
        paper.say(LEFT, below - 7 * mm, label, 10, colour=QUIET)
        below = paper.words(LEFT + LABELS, below - 3.2 * mm, value, RIGHT - LEFT - LABELS, 11) - 3 * mm
    paper.rule(below)
    words = "Credits are paid for in money when they are bought; the invoices for that are under Billing."
    paper.say(LEFT, BOTTOM + 5 * mm, words, 9, colour=QUIET)
    paper.say(LEFT, BOTTOM, settings.SITE_URL + licence.get_absolute_url(), 9, colour=QUIET)
    paper.canvas.showPage()
    return paper.finish()


def receipt_lines(licence: Licence) -> list[tuple[str, str]]:
    """What a receipt says, on the page and in the file: label and value."""
    lines = [
        ("For", f"{licence.terms_name} of “{licence.clip_title}” (clip {licence.clip_id})"),
        ("To", licence.licensee),
        ("Ordered by", licence.issued_by),
        ("Date", f"{licence.issued_at:%-d %B %Y, %H:%M} UTC"),
        ("Paid", _credits(licence.credits) if licence.credits else "Nothing: it was included"),
    ]
    if licence.withdrawn_at:
        returned = licence.hold.given_back if licence.hold else 0
        given = f"; {_credits(returned)} given back" if returned else ""
        lines.append(("Withdrawn", f"{licence.withdrawn_at:%-d %B %Y}{given}"))
    lines.append(("From", settings.SITE_URL))
    return [(label, value) for label, value in lines if value]


def _credits(count: int) -> str:
    return f"{count} credit{'' if count == 1 else 's'}"
