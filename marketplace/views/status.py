"""Health for people, for load balancers and for supervisors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.health import parts


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Each part in words; 503 if one is not well. Details of a failure are for the staff."""
    found = parts()
    well = all(part.well for part in found)
    return render(
        request, "marketplace/status.html", {"parts": found, "well": well}, status=200 if well else 503
    )


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")
