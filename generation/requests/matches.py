"""What the catalogue already has for an ask, how probably it answers it, and which specifics differ."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.access import Viewer, accounts_of, licensable_clips
from catalog.models import Clip
from catalog.search import search_index
from catalog.search.interface import Query
from generation.brief.model import Brief
from generation.matching.answer import answer
from generation.matching.compare import compare
from generation.matching.judge import Side
from generation.matching.model import ClipFacts, Match

from .ask import Ask
from .sides import read_side, sides_of

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

    The index only proposes; how probably each answers, and which specifics differ, decides.
    """
    query = Query(
        text=brief.prompt,
        accounts=tuple(accounts_of(viewer).values_list("pk", flat=True)),
        limit=max(CANDIDATES, limit),
    )
    hits = search_index().search(query).hits
    clips = licensable_clips(viewer).prefetch_related("renditions").in_bulk([hit.clip_id for hit in hits])
    shown, asked = sides_of(clips.values()), read_side(brief.prompt)
    found = [
        ClipMatch(clips[hit.clip_id], _judged(brief, ask, clips[hit.clip_id], asked, shown[hit.clip_id]))
        for hit in hits
        if hit.clip_id in clips
    ]
    near = [one for one in found if one.match.words != "unlike"]
    return sorted(near, key=lambda one: -one.match.score)[:limit]


def match_clip(brief: Brief, ask: Ask, clip: Clip) -> ClipMatch:
    """One clip beside what is asked for."""
    return ClipMatch(clip, _judged(brief, ask, clip, read_side(brief.prompt), sides_of([clip])[clip.pk]))


def _judged(brief: Brief, ask: Ask, clip: Clip, asked: Side, shown: Side) -> Match:
    return compare(brief, facts_of(clip), ask, answered=answer(asked, shown).score)
