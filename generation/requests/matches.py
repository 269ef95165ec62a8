"""What the catalogue already has for an ask, and which specifics differ."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.access import Viewer, accounts_of, licensable_clips
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
    """What matching has to know of a clip: what it was asked to be, and what of that it does not show."""
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


def find_matches(brief: Brief, ask: Ask, viewer: Viewer, *, limit: int = SHOWN) -> list[ClipMatch]:
    """The clips that come closest to the brief, best first; those unlike it are left out.

    The index only proposes; the specifics decide.
    """
    query = Query(
        text=brief.prompt, accounts=tuple(accounts_of(viewer).values_list("pk", flat=True)), limit=CANDIDATES
    )
    hits = search_index().search(query).hits
    clips = licensable_clips(viewer).prefetch_related("renditions").in_bulk([hit.clip_id for hit in hits])
    found = [
        ClipMatch(
            clips[hit.clip_id], compare(brief, facts_of(clips[hit.clip_id]), ask, similarity=hit.similarity)
        )
        for hit in hits
        if hit.clip_id in clips
    ]
    near = [one for one in found if one.match.words != "unlike"]
    return sorted(near, key=lambda one: -one.match.score)[:limit]
