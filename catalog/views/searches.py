"""A user's own searches: those kept, with their mails, and those typed lately."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from catalog import saved
from catalog.models import RecentSearch, SavedSearch
from catalog.search.colour import read_colour
from catalog.search.facets import label
from catalog.search.interface import LONGEST_TEXT

from .pages import chosen_filters


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def searches(request: HttpRequest) -> HttpResponse:
    """GET lists the user's searches; POST keeps the one that is sent."""
    if request.method == "POST":
        return _keep(request)
    kept = [
        {"saved": one, "chosen": [label(name, v) for name, values in one.filters.items() for v in values]}
        for one in SavedSearch.objects.filter(user=_me(request))
    ]
    context = {
        "section": "library",
        "searches": kept,
        "recent": RecentSearch.objects.filter(user=_me(request))[: saved.RECENT],
    }
    return render(request, "catalog/searches.html", context)


def _keep(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.POST.get("q", "").split())[:LONGEST_TEXT]
    filters = chosen_filters(request.POST)
    colour = read_colour(request.POST.get("colour", ""))
    if not (words or filters or colour):
        messages.error(request, "Search for something first; then it can be saved.")
        return redirect("home")
    try:
        kept = saved.save(request.user, words, filters, colour)
    except saved.TooManySearches as error:
        messages.error(request, str(error))
        return redirect("searches")
    messages.success(request, f"Saved. New clips for “{kept}” come by mail.")
    return redirect(kept.address)


@require_POST
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a search, or turn its mails on or off. Somebody else's is not there."""
    kept = get_object_or_404(SavedSearch, pk=pk, user=_me(request))
    match request.POST.get("do"):
        case "remove":
            kept.delete()
        case "mail" | "silence" as do:
            kept.mails = do == "mail"
            kept.save(update_fields=["mails"])
    return redirect("searches")


@require_POST
@login_required
def forget_recent(request: HttpRequest) -> HttpResponse:
    """Remove everything that the user typed lately."""
    RecentSearch.objects.filter(user=_me(request)).delete()
    messages.success(request, "Your recent searches are gone.")
    return redirect("searches")


@csrf_exempt  # mail programs post here without a page (RFC 8058); the token allows stopping this search alone
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in every mail: GET asks, POST stops the mails. No sign-in; repeating it changes nothing."""
    kept = saved.of_token(token)
    if kept and request.method == "POST":
        SavedSearch.objects.filter(pk=kept.pk).update(mails=False)
        kept.mails = False
    return render(request, "catalog/search_stop.html", {"saved": kept}, status=200 if kept else 404)


def _me(request: HttpRequest) -> int:
    """The user's number; every caller has required a sign-in."""
    return cast(int, request.user.pk)
