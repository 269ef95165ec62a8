"""Pages that did not change since a browser has them are not sent again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

#: Each rendering masks the form token anew: what it masks counts (below), the mask does not.
_MASKED = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[A-Za-z0-9]{64}')
_KINDS = ("text/html", "application/xml", "application/json")


class PageTags:
    """Middleware: a weak ETag for every page, and 304 where the browser's copy is as good.

    Pages are private and asked about each time: they show who looks, and what they have. The tag holds the secret
    behind the form token, so that a copy from before a new sign-in, whose forms would be refused, is not kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, or that it did not change."""
        response = self._get_response(request)
        if (
            request.method not in ("GET", "HEAD")
            or response.status_code != 200
            or response.streaming
            or response.has_header("ETag")
            or "no-store" in response.get("Cache-Control", "")
            or not response.get("Content-Type", "").startswith(_KINDS)
        ):
            return response
        body = _MASKED.sub(rb"\1", response.content)
        secret = str(request.META.get("CSRF_COOKIE", "")).encode()
        response["ETag"] = f'W/"{hashlib.sha256(secret + b"/" + body).hexdigest()[:32]}"'
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        same = get_conditional_response(request, etag=response["ETag"], response=response)
        return response if same is None else same
