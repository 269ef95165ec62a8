"""The desk's pages, for moderators alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog import desk
from catalog.access import is_moderator
from catalog.models import Clip, Review
from catalog.search import search_index
from catalog.search.interface import Query

QUEUE = 40
#: Published clips shown beside the one that waits.
ALIKE = 3
TAKEN = "Somebody else has this clip, or has decided it already. Nothing was changed."
TOO_LATE = "That decision has taken effect and can't be taken back any more."
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
    waiting = list(desk.queue().prefetch_related("clip__renditions")[:QUEUE])
    review = get_object_or_404(Review.objects.select_related("clip", "clip__account"), pk=pk) if pk else None
    if review is None:
        review = next((one for one in waiting if desk.claim(one, request.user)), None)
    elif review.state == Review.State.OPEN and review.decided_at is None:
        desk.claim(review, request.user)
    context: dict[str, Any] = {
        "section": "desk",
        "queue": waiting,
        "next": _next(waiting, review),
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
    if review and review.clip:
        context |= _evidence(review, review.clip, request)
    return render(request, "catalog/desk.html", context)


def _next(waiting: list[Review], review: Review | None) -> Review | None:
    """What will come up after this one, to be loaded ahead."""
    free = (one for one in waiting if one.claimed_by_id is None)
    return next((one for one in free if review and one.pk != review.pk), None)


def _evidence(review: Review, clip: Clip, request: HttpRequest) -> dict[str, Any]:
    history = Clip.objects.filter(account=clip.account).aggregate(
        clips=Count("pk"), rejected=Count("pk", filter=Q(state=Clip.State.REJECTED))
    )
    return {
        "clip": clip,
        "mine": review.claimed_by_id == request.user.pk,
        "pieces": marked(clip.prompt, review.evidence.get("spans", [])),
        "scores": sorted(review.evidence.get("scores", {}).items()),
        "findings": clip.quality.get("findings", []),
        "similar": _published_like(clip),
        "history": history,
        "events": review.events.select_related("actor"),
    }


def _published_like(clip: Clip) -> list[tuple[Clip, float]]:
    """What everybody can find that comes close in meaning, with how close; the clip itself is not in the index."""
    hits = search_index().search(Query(text=clip.prompt, limit=ALIKE)).hits
    clips = Clip.objects.in_bulk([hit.clip_id for hit in hits])
    return [(clips[hit.clip_id], hit.similarity or 0.0) for hit in hits if hit.clip_id in clips]


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
        if not desk.undo(review, request.user):
            messages.error(request, TOO_LATE)
        return redirect("desk-review", pk)
    reason = desk.REASONS.get(request.POST.get("reason", ""), request.POST.get("other", "")).strip()
    if action == "reject" and not reason:
        messages.error(request, "Say why: the person who asked will read it.")
        return redirect("desk-review", pk)
    acts: dict[str, Callable[[], bool]] = {
        "escalate": lambda: desk.escalate(review, request.user, request.POST.get("note", "")),
        "approve": lambda: desk.decide(review, request.user, approve=True),
        "reject": lambda: desk.decide(review, request.user, approve=False, reason=reason),
    }
    if action not in acts:
        return HttpResponseBadRequest("There is no such action: choose approve, reject, escalate or undo.")
    if not acts[action]():
        messages.error(request, TAKEN)
    return redirect("desk")


urlpatterns = [
    path("desk", show, name="desk"),
    path("desk/<int:pk>", show, name="desk-review"),
    path("desk/<int:pk>/act", act, name="desk-act"),
]
