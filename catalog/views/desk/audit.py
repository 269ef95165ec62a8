"""The audit for leads and operators: a page to look something up, and the whole as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.audit import record
from catalog.audit_export import FORMS, AuditFilters, WrongFilter, lines, rows
from catalog.models import AuditLine

from .guard import auditors_only

#: Lines on the page; the file has them all.
NEWEST = 100
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@require_safe
@never_cache
@auditors_only
def show(request: HttpRequest) -> HttpResponse:
    """The newest lines that the filters let through."""
    asked = {name: request.GET.get(name, "") for name in ("from", "to", "actor", "action", "clip")}
    try:
        found, problem = lines(AuditFilters.read(asked)), ""
    except WrongFilter as error:
        found, problem = AuditLine.objects.none(), str(error)
    context = {
        "section": "desk",
        "asked": asked,
        "first_day": asked["from"],
        "query": request.GET.urlencode(),
        "problem": problem,
        "lines": found.select_related("review").order_by("-at", "-pk")[:NEWEST],
        "actions": AuditLine.objects.order_by("action").values_list("action", flat=True).distinct(),
    }
    return render(request, "catalog/desk/audit.html", context, status=400 if problem else 200)


@require_safe
@never_cache
@auditors_only
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every line that the filters let through, streamed. That it was taken is a line, too."""
    try:
        found = lines(AuditFilters.read(request.GET.dict()))
    except WrongFilter as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    record("audit exported", actor=request.user, note=request.GET.urlencode(), details={"form": form})
    answer = StreamingHttpResponse(FORMS[form](rows(found)), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="audit.{form}"'
    return answer
