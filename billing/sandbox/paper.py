"""An invoice on paper."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from .world import Thing


def invoice_pdf(invoice: Thing) -> bytes:
    """One page: number, day, lines, total; and that no money moved."""
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4)
    page.setTitle(f"Invoice {invoice['number']}")
    page.setFont("Helvetica-Bold", 20)
    page.drawString(60, 770, f"Invoice {invoice['number']}")
    page.setFont("Helvetica", 11)
    day = datetime.fromtimestamp(invoice["created"], UTC)
    page.drawString(60, 748, f"{day:%-d %B %Y} · {invoice['customer_name'] or ''} · {invoice['status']}")
    height = 710
    for line in invoice["lines"]["data"]:
        page.drawString(60, height, line["description"][:80])
        page.drawRightString(535, height, _money(line["amount"]))
        height -= 18
    for tax in invoice["total_taxes"]:
        page.drawString(60, height, "Tax")
        page.drawRightString(535, height, _money(tax["amount"]))
        height -= 18
    page.setFont("Helvetica-Bold", 11)
    page.drawString(60, height - 8, f"Total ({invoice['currency'].upper()})")
    page.drawRightString(535, height - 8, _money(invoice["total"]))
    page.setFont("Helvetica", 9)
    page.drawString(60, 60, "Sandbox: no real money was moved.")
    page.save()
    return out.getvalue()


def _money(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"
