"""What the catalogue already has for an ask, and which specifics differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.access import Viewer, accounts_of
from catalog.models import Clip
from catalog.search import search_index
from catalog.search.interface import Query
from generation.brief.model import Brief
from generation.matching.compare import compare
from generation.matching.model import ClipFacts, Match

from .ask import Ask

#: Candidates that the index offers, and how many of them a person is shown.
CANDIDATES, SHOWN = 24, 4


@dataclass(frozen=True)
class ClipMatch:
    """A clip of the catalogue beside what was asked for."""

    clip: Clip
    match: Match


def facts_of(clip: Clip) -> ClipFacts:
    """What matching has to know of a clip: what it was asked to be, less what it does not show."""
    return ClipFacts(
        id=clip.pk,
        title=clip.title,
        brief=Brief.from_json(clip.brief),
        missing=tuple(clip.missing),
        width=clip.width,
        height=clip.height,
        duration_ms=clip.duration_ms,
        fps=clip.fps,
        loops=clip.loops,
        has_sound=clip.has_sound,
        look=clip.look,
        engine=clip.engine,
    )
