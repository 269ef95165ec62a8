"""Fetching a licensed file by its expiring link."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing.downloads import LinkAltered, LinkExpired, filename, read
from billing.models import Download, Licence
from catalog.access import accounts_of
from catalog.models import Rendition
from catalog.ranges import FileGone, serve

log = logging.getLogger(__name__)


@require_safe
@login_required
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file, whole or in ranges, for the licence's own people alone."""
    try:
        allowed = read(token)
    except LinkExpired as error:
        return render(request, "billing/link_expired.html", {"number": error.number}, status=410)
    except LinkAltered:
        return render(request, "billing/link_altered.html", status=404)
    licence = get_object_or_404(
        Licence.objects.select_related("clip"), number=allowed.number, account__in=accounts_of(request.user)
    )
    rendition = Rendition.objects.filter(clip=licence.clip, kind=allowed.kind).first()
    if rendition is None:
        raise Http404("There is no such form of this clip.")
    try:
        response = serve(request, rendition, filename=filename(licence))
    except FileGone as error:
        log.error("the storage has lost %s of clip %s", error, licence.clip_id)
        return _gone(request, licence)
    if request.method == "GET" and _begins(response):
        Download.objects.create(licence=licence, user_id=request.user.pk, kind=allowed.kind)
    return response


def _begins(response: HttpResponseBase) -> bool:
    """Whether this answer starts a download: what only goes on with one counts no second time."""
    return response.status_code in (200, 302) or response.get("Content-Range", "").startswith("bytes 0-")


def _gone(request: HttpRequest, licence: Licence) -> HttpResponse:
    response = render(request, "billing/file_gone.html", {"licence": licence}, status=503)
    response["Retry-After"] = "3600"
    return response
