"""The verify page: what a dropped file is. Nothing of it is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from billing.certificate_check import LONGEST, check_file, looks_like_one
from billing.numbers import tidy
from generation.finishing.errors import UnreadableMedia
from generation.jobs.signing import signer
from generation.looking import AGAIN_SECONDS, BUSY, Busy
from generation.uploads import opened
from generation.verification import verify_file


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """A file, a certificate or a licence number; each answers on its own page."""
    if request.method != "POST":
        return _page(request, {})
    number = request.POST.get("number", "").strip()
    if number:
        proper = tidy(number)
        if proper:
            return redirect("licence", proper)
        problem = "That is no licence number: one of its signs is wrong. It looks like ODR-7K3M-92QF-XA4T."
        return _page(request, {"number": number, "problem": problem}, 422)
    file = request.FILES.get("file")
    if file is None:
        return _problem(request, "Choose a file first.", 422)
    if (file.size or 0) > settings.VERIFY_UPLOAD_LIMIT:
        limit = settings.VERIFY_UPLOAD_LIMIT // 1_000_000
        return _problem(
            request, f"This file is larger than {limit} MB. A short part of it, or one frame, is enough.", 413
        )
    if looks_like_one(file.name or "", _start(file)):
        return _certificate(request, file)
    return _look(request, file)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The certificate that our signed notes go back to: with it any C2PA reader can check our files."""
    return HttpResponse(signer().root, content_type="application/x-pem-file")


def _start(file: UploadedFile[bytes]) -> bytes:
    """The first bytes of a file, which is left at its beginning."""
    start: bytes = file.read(64)
    file.seek(0)
    return start


def _certificate(request: HttpRequest, file: UploadedFile[bytes]) -> HttpResponse:
    checked = check_file(file.read(LONGEST + 1))
    if checked is None:
        return _problem(request, "This file is no licence certificate, and no video or picture either.", 422)
    return _page(request, {"checked": checked, "name": file.name})


def _look(request: HttpRequest, file: UploadedFile[bytes]) -> HttpResponse:
    try:
        with opened(file) as content:
            answer = verify_file(content, request.user, number=request.POST.get("licence", "")[:40])
    except UnreadableMedia as error:
        return _problem(request, str(error), 422)
    except Busy:
        response = _problem(request, BUSY, 503)
        response["Retry-After"] = str(AGAIN_SECONDS)
        return response
    return _page(request, {"answer": answer, "name": file.name})


def _problem(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return _page(request, {"problem": sentence}, status)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    largest = settings.VERIFY_UPLOAD_LIMIT // 1_000_000
    return render(request, "marketplace/verify.html", {"largest": largest, **context}, status=status)
