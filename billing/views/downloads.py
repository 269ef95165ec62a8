"""Fetching a licensed file by its expiring link."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing.downloads import FORM, LinkAltered, LinkExpired, filename, read
from billing.forms.asking import may_download, used
from billing.models import Download, Form, Licence
from catalog.access import accounts_of
from catalog.models import Rendition
from catalog.ranges import FileGone, serve
from catalog.typed import number

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
    if not licence.in_force:
        return render(request, "billing/licence_withdrawn.html", {"licence": licence}, status=410)
    if licence.clip.withheld:
        return taken_down(request, licence)
    if allowed.kind.startswith(FORM):
        return _described(_form(request, licence, allowed.kind), licence)
    given_out = Rendition.objects.exclude(kind=Rendition.Kind.CONTEXT)
    rendition = given_out.filter(clip=licence.clip, kind=allowed.kind).first()
    if rendition is None:
        raise Http404("There is no such form of this clip.")
    permitted = may_download(licence, min(rendition.width, rendition.height))
    if not permitted.allowed:
        return render(
            request, "billing/download_refused.html", {"licence": licence, "answer": permitted}, status=403
        )
    try:
        response = serve(request, rendition, filename=filename(licence))
    except FileGone as error:
        log.error("the storage has lost %s of clip %s", error, licence.clip_id)
        return _gone(request, licence)
    _record(request, response, licence, allowed.kind, rendition.size)
    return _described(response, licence)


def _described(response: HttpResponseBase, licence: Licence) -> HttpResponseBase:
    """With the address of the note that says how the file was made."""
    if response.status_code >= 400:
        return response
    note = reverse("disclosure-json", args=[licence.number])
    response["Link"] = f'<{note}>; rel="describedby"; type="application/json"'
    return response


def taken_down(request: HttpRequest, licence: Licence) -> HttpResponse:
    """The clip is down or hidden: nothing of it is given out, whatever becomes of the licence."""
    response = render(request, "billing/clip_taken_down.html", {"licence": licence}, status=410)
    response["Cache-Control"] = "no-store"
    return response


def _form(request: HttpRequest, licence: Licence, kind: str) -> HttpResponseBase:
    """A form of the clip, or the account's own showreel. One whose file is gone is made again."""
    own = Q(clip=licence.clip) | Q(clip=None, account=licence.account)
    form = Form.objects.filter(own, pk=number(kind.removeprefix(FORM)) or 0).first()
    if form is None or form.state != Form.State.READY:
        return render(request, "billing/form_gone.html", {"licence": licence}, status=404)
    name = filename(
        licence, f"{form.kind}-{form.width}x{form.height}" if form.width else form.kind, form.suffix
    )
    try:
        response = serve(request, form, filename=name)
    except FileGone as error:
        log.error("the storage has lost form %s (%s)", form.pk, error)
        Form.objects.filter(pk=form.pk).delete()
        return render(request, "billing/form_gone.html", {"licence": licence}, status=404)
    if _record(request, response, licence, form.kind, form.size):
        used(form)
    return response


def _record(request: HttpRequest, response: HttpResponseBase, licence: Licence, kind: str, size: int) -> bool:
    """Write a download down where one begins; what only goes on with it counts no second time."""
    if request.method != "GET" or not _begins(response):
        return False
    Download.objects.create(licence=licence, user_id=request.user.pk, kind=kind, size=size)
    return True


def _begins(response: HttpResponseBase) -> bool:
    """Whether this answer starts a download: what only goes on with one counts no second time."""
    return response.status_code in (200, 302) or response.get("Content-Range", "").startswith("bytes 0-")


def _gone(request: HttpRequest, licence: Licence) -> HttpResponse:
    response = render(request, "billing/file_gone.html", {"licence": licence}, status=503)
    response["Retry-After"] = "3600"
    return response
