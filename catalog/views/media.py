"""The renditions that pages show. The master is not among them: it is downloaded under a licence. Nor are the frames
without a mark, which only the next render sees."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.access import gone_clips, visible_clips
from catalog.models import Clip, Rendition
from catalog.ranges import NEVER_KEPT, PRIVATE, PUBLIC, FileGone, serve

log = logging.getLogger(__name__)

_NEEDED = ("key", "mime", "size", "sha256", "clip__state", "clip__private")
SHOWN = frozenset(Rendition.Kind.values) - {Rendition.Kind.MASTER, Rendition.Kind.CONTEXT}


@require_safe
def media(request: HttpRequest, clip_id: int, kind: str) -> HttpResponseBase:
    """One rendition, to those who may see the clip. Of a public one it takes a single query: it is asked for often."""
    if kind not in SHOWN:
        raise Http404("There is no such rendition.")
    rows = Rendition.objects.select_related("clip").only(*_NEEDED).filter(clip=clip_id, kind=kind)
    rendition = rows.first()
    clip = rendition.clip if rendition else None
    public = bool(clip and clip.state == Clip.State.PUBLISHED and not clip.private)
    if not public and not visible_clips(request.user).filter(pk=clip_id).exists():
        get_object_or_404(gone_clips(request.user), pk=clip_id)
        return HttpResponse(status=410, headers={"Cache-Control": "no-store"})
    if rendition is None or clip is None:
        raise Http404("The clip has no such rendition.")
    try:
        return serve(request, rendition, cache=NEVER_KEPT if clip.withheld else PUBLIC if public else PRIVATE)
    except FileGone as error:
        log.error("the storage has lost %s of clip %s", error, clip_id)
        raise Http404("The file is not there at the moment.") from error
