"""Durations as people say them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def minutes(seconds: float) -> str:
    """Seconds as "40 s", "3 min" or "1 h 20 min": rounded up to what a person would say."""
    if seconds < 90:
        return f"{max(5, 5 * round(seconds / 5))} s"
    whole = round(seconds / 60)
    return f"{whole} min" if whole < 90 else f"{whole // 60} h {whole % 60} min"
