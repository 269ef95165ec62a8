"""Clips of the very same pictures: one engine makes them again from the same specifics and seed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .models import Clip

#: Said of the file, not of what is seen.
_FORM = frozenset({"format", "loop", "sound", "look"})


def twins(clip: Clip, *, withheld: bool = False) -> list[Clip]:
    """Other clips that show the same, in whichever size, and are in the catalogue or may come into it.

    `withheld`: those that are or may be taken down instead: sold exclusively or hidden, too, but not in review.
    """
    states = {Clip.State.PUBLISHED, Clip.State.REVIEWING}
    if withheld:
        states = {Clip.State.PUBLISHED, Clip.State.WITHDRAWN, Clip.State.HIDDEN}
    alike = Clip.objects.filter(
        engine=clip.engine, seed=clip.seed, derived_from=clip.derived_from_id, state__in=states
    ).exclude(pk=clip.pk)
    return same_pictures(alike.order_by("pk"), clip.brief)


def same_pictures(clips: Iterable[Clip], brief: dict[str, Any]) -> list[Clip]:
    """Those of some clips of one engine and seed that show what a brief asks for, however it was worded."""
    wanted = _specifics(brief)
    return [clip for clip in clips if _specifics(clip.brief) == wanted]


def _specifics(brief: dict[str, Any]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        (term["slot"], term["value"], str(term["negated"]), term["attached"])
        for term in brief["terms"]
        if term["slot"] not in _FORM
    )
