"""Search without an index: the database's own words, slower and plainer, and said so."""

from __future__ import annotations

from django.db.models import Q

from catalog.models import Clip

from .interface import Hit, Query, Results


def from_database(query: Query) -> Results:
    """Clips whose title or prompt has every word, newest first; filters and facets are left out."""
    clips = Clip.objects.filter(state=Clip.State.PUBLISHED).filter(Q(private=False) | Q(account__in=query.accounts))
    for word in query.text.split()[:20]:
        clips = clips.filter(Q(title__icontains=word) | Q(prompt__icontains=word, prompt_public=True))
    found = list(clips.order_by("-published_at", "-pk").values_list("pk", flat=True)[: query.limit])
    return Results(hits=tuple(Hit(pk, 0.0) for pk in found), total=len(found), limited=True)
