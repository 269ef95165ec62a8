"""The desk's pages, for moderators alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog import desk
from catalog.access import is_moderator
from catalog.models import Clip, Review
from catalog.search import search_index

QUEUE = 40
View = Callable[..., HttpResponse]


def moderators_only(view: View) -> View:
    """Guests sign in first; everybody else without the permission is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_moderator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@never_cache
@moderators_only
def show(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The queue, and one review with its evidence: the asked one, or the first that is free."""
    desk.carry_out_due()
    waiting = list(desk.queue()[:QUEUE])
    review = get_object_or_404(Review.objects.select_related("clip", "clip__account"), pk=pk) if pk else None
    if review is None:
        review = next((one for one in waiting if desk.claim(one, request.user)), None)
    elif review.state == Review.State.OPEN and review.decided_at is None:
        desk.claim(review, request.user)
    context: dict[str, Any] = {
        "section": "desk",
        "queue": waiting,
        "review": review,
        "figures": desk.figures(request.user),
        "reasons": desk.REASONS,
        "undo": Review.objects.filter(
            state=Review.State.OPEN, decided_by_id=request.user.pk, decided_at__isnull=False
        )
        .select_related("clip")
        .order_by("-decided_at")
        .first(),
    }
    if review:
        context |= _evidence(review, request)
    return render(request, "catalog/desk.html", context)


def _evidence(review: Review, request: HttpRequest) -> dict[str, Any]:
    clip = review.clip
    alike = search_index().similar(clip.pk, limit=4)
    history = Clip.objects.filter(account=clip.account).aggregate(
        clips=Count("pk"), rejected=Count("pk", filter=Q(state=Clip.State.REJECTED))
    )
    return {
        "clip": clip,
        "mine": review.claimed_by_id == request.user.pk,
        "pieces": marked(clip.prompt, review.evidence.get("spans", [])),
        "scores": sorted(review.evidence.get("scores", {}).items()),
        "findings": clip.quality.get("findings", []),
        "similar": list(Clip.objects.in_bulk([hit.clip_id for hit in alike]).values()),
        "history": history,
        "events": review.events.select_related("actor"),
    }


def marked(prompt: str, spans: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    """The prompt in pieces, each with whether it set off a rule."""
    pieces, position = [], 0
    for span in sorted(spans, key=lambda one: one["start"]):
        if span["start"] >= position:
            pieces += [(prompt[position : span["start"]], False), (prompt[span["start"] : span["end"]], True)]
            position = span["end"]
    return [piece for piece in [*pieces, (prompt[position:], False)] if piece[0]]


@require_POST
@moderators_only
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, reject with a reason, escalate or undo; then the next one."""
    review = get_object_or_404(Review, pk=pk)
    action = request.POST.get("action", "")
    if action == "undo":
        desk.undo(review, request.user)
        return redirect("desk-review", pk)
    if action == "escalate":
        desk.escalate(review, request.user, request.POST.get("note", ""))
    elif action == "approve":
        desk.decide(review, request.user, approve=True)
    elif action == "reject":
        reason = desk.REASONS.get(request.POST.get("reason", ""), request.POST.get("other", ""))
        if not reason.strip():
            return redirect("desk-review", pk)
        desk.decide(review, request.user, approve=False, reason=reason)
    return redirect("desk")


urlpatterns = [
    path("desk", show, name="desk"),
    path("desk/<int:pk>", show, name="desk-review"),
    path("desk/<int:pk>/act", act, name="desk-act"),
]
