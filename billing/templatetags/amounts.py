"""Money on pages."""

from __future__ import annotations

from django import template

from billing import money

register = template.Library()


@register.filter
def amount(minor: int, currency: str) -> str:
    """`1200|amount:"eur"` is €12.00."""
    return money.money(int(minor), currency)
