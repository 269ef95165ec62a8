"""A request's page, which says how it stands until it has ended."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.access import accounts_of, is_moderator
from generation.appeals.appeal import LONGEST_WORDS, appeal_of
from generation.jobs.cancel import cancel as cancel_request
from generation.models import JobPreview, RenderRequest
from generation.requests.appealing import rejections
from generation.requests.follow import follow
from generation.requests.prefill import unticked

from .marked import marked_spans
from .worded import asked_wording

PAGE = 20


def visible_request(request: HttpRequest, pk: int) -> RenderRequest:
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
    found = visible_request(request, pk)
    return render(request, "generation/request.html", page_context(request, found))


def page_context(request: HttpRequest, found: RenderRequest) -> dict[str, object]:
    """What the whole page shows besides how the request stands: the words at fault, and the appeal."""
    stopped = found.verdict.get("decision", "allow") != "allow"
    return _context(found) | {
        "pieces": marked_spans(found.prompt, found.verdict.get("spans", []) if stopped else []),
        "appeal": appeal_of(found),
        "longest_words": LONGEST_WORDS,
        "wording": asked_wording(found),
        "own": accounts_of(request.user).filter(pk=found.account_id).exists(),
    }


@require_safe
@never_cache
@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that changes; 286 tells htmx to stop asking."""
    context = _context(visible_request(request, pk))
    status = 286 if context["following"].final else 200  # type: ignore[attr-defined]
    return render(request, "generation/_progress.html", context, status=status)


def _asked_again(found: RenderRequest) -> str:
    """The address's part that fills the form of Make as it was."""
    again = {name: value for name, value in found.ask.items() if value not in (None, False, "")}
    again |= unticked(found.ask)
    again["duration"] = again.pop("duration_ms") / 1000
    return urlencode(again)


def _context(found: RenderRequest) -> dict[str, object]:
    return {
        "request_row": found,
        "following": follow(found),
        "rejections": rejections(found),
        "again": _asked_again(found),
        "rewrite": found.verdict.get("rewrite", ""),
    }


@require_safe
@never_cache
@login_required
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """To Make, with everything as it was asked: a short address for mails."""
    return redirect(f"{reverse('make')}?{_asked_again(visible_request(request, pk))}")


@require_safe
@never_cache
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest frame of the running render."""
    found = visible_request(request, pk)
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
