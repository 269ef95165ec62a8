"""Searching by a frame or a clip that somebody has. Nothing of it is kept."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from catalog.access import visible_clips
from catalog.views.pages import with_files
from generation.finishing.errors import UnreadableMedia
from generation.lookalikes import look_for
from generation.looking import AGAIN_SECONDS, BUSY, Busy
from generation.uploads import opened


@require_http_methods(["GET", "HEAD", "POST"])
def lookalikes(request: HttpRequest) -> HttpResponse:
    """GET asks for a file; POST answers with the clip that it is, and with those that look like it."""
    if request.method != "POST":
        return render(request, "generation/lookalikes.html", {})
    file = request.FILES.get("file")
    if file is None:
        return _problem(request, "Choose a picture or a video first.", 422)
    if (file.size or 0) > settings.VERIFY_UPLOAD_LIMIT:
        limit = settings.VERIFY_UPLOAD_LIMIT // 1_000_000
        return _problem(request, f"This file is larger than {limit} MB. One frame of it is enough.", 413)
    try:
        with opened(file) as content:
            found = look_for(content, request.user)
    except UnreadableMedia as error:
        return _problem(request, str(error), 422)
    except Busy:
        response = _problem(request, BUSY, 503)
        response["Retry-After"] = str(AGAIN_SECONDS)
        return response
    clips = with_files(visible_clips(request.user)).in_bulk(
        [*found.alike, *([found.same.pk] if found.same else [])]
    )
    context = {
        "found": found,
        "name": file.name,
        "same": clips.get(found.same.pk) if found.same else None,
        "clips": [clips[pk] for pk in found.alike if pk in clips],
    }
    return render(request, "generation/lookalikes.html", context)


def _problem(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "generation/lookalikes.html", {"problem": sentence}, status=status)
