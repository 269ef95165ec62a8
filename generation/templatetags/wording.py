"""What templates ask of words for a model."""

from __future__ import annotations

from django import template

from generation.engine.base import Wording
from generation.made_with import Told
from generation.made_with import told as told_of
from generation.models import Take
from generation.views.marked import Piece, marked_wording

register = template.Library()


@register.filter
def pieces(wording: Wording) -> list[Piece]:
    """What a model is told, cut where the person's words end."""
    return marked_wording(wording)


@register.filter
def told(take: Take | None) -> Told:
    """How a model made a take."""
    return told_of(take)
