"""The terms, and the keys that certificates are checked with: for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing import keys
from billing.terms import UnknownTerms, blocks, published, terms, versions


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every licence on offer in plain words, with the way to its complete terms."""
    return render(request, "billing/terms.html", {"tiers": terms(), "versions": versions()})


@require_safe
def full(request: HttpRequest, version: str, tier: str) -> HttpResponse:
    """The complete terms of a tier, in any version that there ever was."""
    try:
        found = published(version, tier)
    except UnknownTerms as error:
        raise Http404(str(error)) from None
    context = {
        "terms": found,
        "text": blocks(found.text),
        "latest": versions()[0] == version,
        "tiers": terms(),
    }
    return render(request, "billing/terms_full.html", context)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The present public key, for tools that take one."""
    return HttpResponse(keys.pem(), content_type="application/x-pem-file")


@require_safe
def key_set(request: HttpRequest) -> HttpResponse:
    """Every public key that ever signed a certificate, as a JSON Web Key Set."""
    response = JsonResponse(keys.key_set(), json_dumps_params={"indent": 2})
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response
