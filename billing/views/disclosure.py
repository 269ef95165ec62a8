"""How to say that a licensed clip was made by a machine: a page, a text and a note for programs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.disclosure.note import as_text, note, title_of
from billing.disclosure.words import languages, words
from billing.models import Licence

from .guessing import missed, too_many
from .licences import licence_of


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The texts, in the language that was asked for."""
    if too_many(request):
        return render(request, "429.html", status=429)
    licence, own = _found(request, number)
    chosen = _language(request)
    context = {
        "licence": licence,
        "words": words(licence.source_type, title_of(licence, own), chosen),
        "chosen": chosen,
        "languages": languages(),
    }
    return render(request, "billing/disclosure.html", context)


@require_safe
def text(request: HttpRequest, number: str) -> HttpResponse:
    """The same as a file of plain text."""
    if too_many(request):
        return HttpResponse(
            "Wait a minute and try again.\n", status=429, content_type="text/plain; charset=utf-8"
        )
    licence, own = _found(request, number)
    said = words(licence.source_type, title_of(licence, own), _language(request))
    return HttpResponse(as_text(licence, said, own=own), content_type="text/plain; charset=utf-8")


@require_safe
def for_programs(request: HttpRequest, number: str) -> HttpResponse:
    """The note as JSON, in every language."""
    if too_many(request):
        return JsonResponse({"error": "Wait a minute and try again."}, status=429)
    try:
        licence, own = _found(request, number)
    except Http404 as unknown:
        return JsonResponse({"error": str(unknown)}, status=404)
    return JsonResponse(note(licence, own=own), json_dumps_params={"indent": 2, "ensure_ascii": False})


def _found(request: HttpRequest, number: str) -> tuple[Licence, bool]:
    try:
        return licence_of(request, number)
    except Http404:
        missed(request)
        raise


def _language(request: HttpRequest) -> str:
    """The one asked for, else the browser's first that we have, else English."""
    known = {code for code, _ in languages()}
    wanted = [request.GET.get("lang", "")]
    wanted += [
        part.split(";")[0].strip()[:2] for part in request.headers.get("Accept-Language", "").split(",")
    ]
    return next((code for code in wanted if code in known), "en")
