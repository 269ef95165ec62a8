"""Uploads that are too large are turned away before a byte of them is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: What a form holds besides its file.
_FORM = 1_000_000


class LimitUploads:
    """Middleware: 413 for a body larger than the largest file that any of our forms takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass the request on."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdigit() and int(said) > settings.VERIFY_UPLOAD_LIMIT + _FORM:
            limit = settings.VERIFY_UPLOAD_LIMIT // 1_000_000
            answer = render(request, "413.html", {"limit": limit}, status=413)
            # What was not read would be taken for the next request.
            answer["Connection"] = "close"
            return answer
        return self._get_response(request)
