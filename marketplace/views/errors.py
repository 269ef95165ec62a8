"""Errors in the house's style, each with a way on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; a sentence of our own making is shown, Django's is not."""
    said = str(exception) if exception.args and isinstance(exception.args[0], str) else ""
    sentence = said if said.endswith(".") and "matches the given query" not in said else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; a sentence of our own making says who may."""
    said = str(exception)
    return render(request, "403.html", {"sentence": said if said.endswith(".") else ""}, status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or sent from elsewhere."""
    return render(request, "403.html", {"form": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: from a template that needs neither database nor session, for they may be what failed."""
    context: dict[str, Any] = {}
    return HttpResponse(render_to_string("500.html", context), status=500)
