"""Search without an index: the database's own words, slower and plainer, and said so."""

from __future__ import annotations

from django.db.models import Q

from catalog.models import Clip

from . import cursor
from .asked import read
from .colour import NEAR_COLOUR, vector
from .documents import document_of
from .interface import Hit, Query, Results

#: Clips looked at for one answer: filters are compared one by one.
_MOST = 500
_EDITION = "database"


def from_database(query: Query) -> Results:
    """Clips whose words contain all that was typed, newest first, under the filters and the colour.

    Facets are left out, and so is likeness of looks: a search by a picture alone finds nothing here.
    """
    asked = read(query.text)
    if (query.text.strip() or query.appearance) and asked.empty:
        return Results(hits=(), total=0, limited=True)
    clips = Clip.objects.filter(state=Clip.State.PUBLISHED).filter(
        Q(private=False) | Q(account__in=query.accounts)
    )
    for group in asked.groups:
        clips = clips.filter(_has(group.alternatives))
    for phrase in asked.phrases:
        clips = clips.filter(_has((phrase,)))
    for phrase in asked.without:
        clips = clips.exclude(_has((phrase,)))
    found = [clip.pk for clip in clips.order_by("-published_at", "-pk")[:_MOST] if _passes(clip, query)]
    place, start = cursor.read(query), 0
    if place:
        start = found.index(place.last_clip) + 1 if place.last_clip in found else place.shown
    page = found[start : start + query.limit]
    more = page and start + len(page) < len(found)
    after = cursor.write(query, cursor.Place(_EDITION, 0, page[-1], start + len(page))) if more else ""
    return Results(tuple(Hit(pk, 0.0) for pk in page), len(found), next_cursor=after, limited=True)


def _has(words: tuple[str, ...]) -> Q:
    said = Q()
    for one in words:
        said |= Q(title__icontains=one) | Q(description__icontains=one) | Q(tags__icontains=one)
        said |= Q(prompt__icontains=one) & (Q(prompt_public=True) | Q(private=True))
    return said


def _passes(clip: Clip, query: Query) -> bool:
    if query.colour and vector(clip.palette) @ vector([query.colour]) < NEAR_COLOUR:
        return False
    facets = document_of(clip).facets
    return all(set(values) & set(facets.get(name, ())) for name, values in query.filters.items() if values)
