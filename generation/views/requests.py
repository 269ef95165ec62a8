"""A request's page, which says how it stands until it has ended."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.access import accounts_of, is_moderator
from generation.jobs.cancel import cancel as cancel_request
from generation.models import JobPreview, RenderRequest
from generation.requests.appealing import rejections
from generation.requests.follow import follow

PAGE = 20


def _visible(request: HttpRequest, pk: int) -> RenderRequest:
    """The request, for its account's members and for moderators; for all others there is none."""
    requests = RenderRequest.objects.select_related("job", "hold", "account")
    if not is_moderator(request.user):
        requests = requests.filter(account__in=accounts_of(request.user))
    return get_object_or_404(requests, pk=pk)


@require_safe
@never_cache
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page."""
    found = _visible(request, pk)
    return render(request, "generation/request.html", _context(found))


@require_safe
@never_cache
@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that changes; 286 tells htmx to stop asking."""
    context = _context(_visible(request, pk))
    status = 286 if context["following"].final else 200  # type: ignore[attr-defined]
    return render(request, "generation/_progress.html", context, status=status)


def _context(found: RenderRequest) -> dict[str, object]:
    again = {name: value for name, value in found.ask.items() if value not in (None, False, "")}
    again["duration"] = again.pop("duration_ms") / 1000
    return {
        "request_row": found,
        "following": follow(found),
        "again": urlencode(again),
        "rejections": rejections(found),
        "rewrite": found.verdict.get("rewrite", ""),
    }


@require_safe
@never_cache
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest frame of the running render."""
    found = _visible(request, pk)
    frame = JobPreview.objects.filter(job=found.job_id).first()
    if frame is None:
        raise Http404("There is no preview yet.")
    return HttpResponse(bytes(frame.jpeg), content_type="image/jpeg")


@require_POST
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it and give the credits back; only for the account's own people."""
    found = get_object_or_404(RenderRequest, pk=pk, account__in=accounts_of(request.user))
    cancel_request(found)
    return redirect(found)


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The account's requests, newest first: a part of the library."""
    requests = RenderRequest.objects.filter(account__in=accounts_of(request.user)).order_by(
        "-created_at", "-pk"
    )
    page = Paginator(requests, PAGE).get_page(request.GET.get("page"))
    return render(request, "generation/_mine.html", {"page": page})
