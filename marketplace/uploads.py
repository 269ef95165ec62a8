"""Uploads that are too large, or too many, are turned away before a byte of them is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from generation.pace import wait_seconds

#: What a form holds besides its file.
_FORM = 1_000_000
#: Where files are looked at, which costs more than taking them.
_LOOKING = ("/verify", "/search/picture")


class LimitUploads:
    """Middleware: 413 for a body larger than the largest file that any of our forms takes, 429 for too many files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass the request on."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdigit() and int(said) > settings.VERIFY_UPLOAD_LIMIT + _FORM:
            limit = settings.VERIFY_UPLOAD_LIMIT // 1_000_000
            return _unread(render(request, "413.html", {"limit": limit}, status=413))
        sends_file = request.method == "POST" and request.content_type == "multipart/form-data"
        if sends_file and request.path_info in _LOOKING and (wait := wait_seconds(request)):
            answer = render(request, "429.html", {"files": settings.VERIFY_A_MINUTE}, status=429)
            answer["Retry-After"] = str(wait)
            return _unread(answer)
        return self._get_response(request)


def _unread(answer: HttpResponse) -> HttpResponse:
    """What was not read would be taken for the next request."""
    answer["Connection"] = "close"
    return answer
