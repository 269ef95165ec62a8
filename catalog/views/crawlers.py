"""What crawlers ask for first."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

#: Answers made for one person or one moment: nothing that a crawler could keep.
_NOT_FOR_CRAWLERS = (
    "/suggest",
    "/make",
    "/requests/",
    "/library",
    "/collections",
    "/c/",
    "/searches",
    "/search/",
    "/billing",
    "/desk",
    "/report$",
    "/reports/",
    "/admin/",
    "/downloads/",
)


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """Where crawlers need not go, and where the list of clips is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_CRAWLERS)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
