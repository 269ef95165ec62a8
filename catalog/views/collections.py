"""Collections: a user's own, and those that somebody shared by a link."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from catalog import collecting
from catalog.access import current_account, visible_clips
from catalog.collecting import CollectionRefused, collections_of
from catalog.models import Clip, Collection
from catalog.sheets import harmless
from catalog.typed import number

from .pages import with_files


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def collections(request: HttpRequest) -> HttpResponse:
    """GET lists the user's collections; POST makes one."""
    if request.method == "POST":
        try:
            return redirect(_named(request))
        except CollectionRefused as error:
            messages.error(request, str(error))
            return redirect("collections")
    own = collections_of(request.user).annotate(count=Count("entries"))
    return render(request, "catalog/collections.html", {"section": "library", "collections": own})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def collect(request: HttpRequest, pk: int) -> HttpResponse:
    """Which collection a clip goes into; POST puts it there, into one of the user's or a new one."""
    clip = get_object_or_404(with_files(visible_clips(request.user)), pk=pk)
    if request.method == "POST":
        try:
            into = _chosen(request)
            added = collecting.put(into, clip)
        except CollectionRefused as error:
            messages.error(request, str(error))
            return redirect("collect", pk)
        messages.success(
            request, f"{'Added to' if added else 'It is in'} “{into}”{'.' if added else ' already.'}"
        )
        return redirect(into)
    own = collections_of(request.user).annotate(count=Count("entries"))
    return render(request, "catalog/collect.html", {"clip": clip, "collections": own})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def collection(request: HttpRequest, pk: int) -> HttpResponse:
    """A collection's page for its account; POST changes it. Somebody else's is not there."""
    found = get_object_or_404(collections_of(request.user), pk=pk)
    if request.method == "POST":
        return _change(request, found)
    link = (
        f"{request.build_absolute_uri(reverse('collection-shared', args=[found.token]))}"
        if found.token
        else ""
    )
    return _page(request, found, {"own": True, "link": link, "section": "library"})


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A collection for whoever has its link."""
    answer = _page(request, get_object_or_404(Collection, token=token), {"own": False})
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"  # the address is the key
    return answer


@require_safe
@login_required
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The collection as a file: CSV for people's sheets, JSON for programs."""
    found = get_object_or_404(collections_of(request.user), pk=pk)
    rows = list(collecting.rows(collecting.shown(found, request.user)))
    name = f"collection-{found.pk}.{form}"
    if form == "json":
        answer: HttpResponse = JsonResponse({"collection": found.name, "clips": rows})
    else:
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        sheet = csv.DictWriter(answer, ["clip", "title", "address", *_MORE])
        sheet.writeheader()
        sheet.writerows({key: harmless(value) for key, value in row.items()} for row in rows)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


_MORE = ("seconds", "width", "height", "frames_a_second", "made_by", "credit")


def _change(request: HttpRequest, found: Collection) -> HttpResponse:
    match request.POST.get("do"):
        case "remove":
            found.delete()
            messages.success(request, f"“{found}” is gone; its clips are where they were.")
            return redirect("collections")
        case "share":
            collecting.share(found)
        case "stop":
            collecting.stop_sharing(found)
        case "take-out" if (clip_id := number(request.POST.get("clip", ""))) is not None:
            collecting.take_out(found, clip_id)
    return redirect(found)


def _chosen(request: HttpRequest) -> Collection:
    chosen = number(request.POST.get("collection", ""))
    if chosen is not None:
        return get_object_or_404(collections_of(request.user), pk=chosen)
    return _named(request)


def _named(request: HttpRequest) -> Collection:
    account = current_account(request)
    if account is None:
        raise CollectionRefused("You belong to no account yet.")
    return collecting.make(account, request.user, request.POST.get("name", ""))


def _page(request: HttpRequest, found: Collection, more: dict[str, Any]) -> HttpResponse:
    clips: list[Clip] = list(with_files(collecting.shown(found, request.user)))
    gone = collecting.gone(found)
    missing = found.entries.count() - len(clips) - len(gone)
    context = {"collection": found, "clips": clips, "gone": gone, "missing": missing, **more}
    return render(request, "catalog/collection.html", context)
