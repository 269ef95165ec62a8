"""What moderators do: decide one or many, take back, escalate, leave a note, switch how pictures are shown."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from catalog import desk
from catalog.models import Review
from catalog.typed import number

from .board import board, filters_of, in_parts
from .guard import moderators_only

TAKEN = "Somebody else has this case, or has decided it already. Nothing was changed."
TOO_LATE = "That decision has taken effect and can't be taken back any more."
WHY = "Say why: the person who asked will read it."
NOTHING_CHOSEN = "Nothing is selected. Mark cases in the queue first."


@require_POST
@moderators_only
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, reject with a reason, escalate, leave a note or undo; then the next one."""
    review = get_object_or_404(Review.objects.select_related("appeal_of"), pk=pk)
    own = desk.conflict(request.user, review)
    if own:
        raise PermissionDenied(own)
    action = request.POST.get("action", "")
    reason = _reason(request, review.kind)
    acts: dict[str, Callable[[], bool]] = {
        "approve": lambda: desk.decide(review, request.user, approve=True),
        "reject": lambda: desk.decide(review, request.user, approve=False, reason=reason),
        "escalate": lambda: desk.escalate(review, request.user, request.POST.get("note", "")),
        "undo": lambda: desk.undo(review, request.user),
        "note": lambda: _note(review, request),
    }
    if action not in acts:
        return HttpResponseBadRequest(f"There is no such action: choose one of {', '.join(acts)}.")
    if action == "reject" and not reason:
        messages.error(request, WHY)
        return _then(request, review)
    try:
        done = acts[action]()
    except (ValueError, PermissionDenied) as error:
        messages.error(request, str(error))
        return _then(request, review)
    if not done:
        messages.error(request, TOO_LATE if action == "undo" else TAKEN)
    return _then(request, review if action in ("undo", "note") else None)


@require_POST
@moderators_only
def batch(request: HttpRequest) -> HttpResponse:
    """One decision on everything that is marked."""
    chosen = [pk for pk in map(number, request.POST.getlist("review")) if pk is not None]
    reviews = list(Review.objects.filter(pk__in=chosen).select_related("appeal_of").order_by("pk"))
    approve = request.POST.get("action") == "approve"
    if not reviews:
        messages.error(request, NOTHING_CHOSEN)
        return _then(request, None)
    try:
        result = desk.decide_together(
            reviews, request.user, approve=approve, reason=_reason(request, reviews[0].kind)
        )
    except (desk.NotAlike, ValueError) as error:
        messages.error(request, WHY if "reason" in str(error) else str(error))
        return _then(request, None)
    done, taken = len(result.decided), len(result.taken)
    words = f"{done} decided together: {'approved' if approve else 'rejected'}."
    if taken:
        numbers = ", ".join(str(pk) for pk in result.taken)
        words += (
            f" {taken} left as they were, because somebody else has them or decides them: review {numbers}."
        )
    (messages.error if taken else messages.success)(request, words)
    return _then(request, None)


@require_POST
@moderators_only
def switch(request: HttpRequest) -> HttpResponse:
    """Keep whether this person sees pictures blurred or grey."""
    try:
        desk.switch(request.user, request.POST.get("name", ""), request.POST.get("on") == "1")
    except ValueError as error:
        return HttpResponseBadRequest(str(error))
    if in_parts(request):
        return HttpResponse(status=204)
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "desk")


def _reason(request: HttpRequest, kind: str) -> str:
    """A reason by its key, or in the moderator's own words."""
    by_key = desk.reasons_for(kind).get(request.POST.get("reason", ""), "")
    return by_key or request.POST.get("other", "").strip()


def _note(review: Review, request: HttpRequest) -> bool:
    desk.note(review, request.user, request.POST.get("note", ""))
    return True


def _then(request: HttpRequest, review: Review | None) -> HttpResponse:
    """The case that is asked for, the one that the script shows already, or the first of the queue."""
    if in_parts(request):
        shown = number(request.POST.get("next", ""))
        if review is None and shown is not None:
            review = desk.queue(request.user, filters_of(request)).filter(pk=shown).first()
        return board(request, review)
    address = reverse("desk-review", args=[review.pk]) if review else reverse("desk")
    query = filters_of(request).query
    return redirect(f"{address}?{query}" if query else address)
