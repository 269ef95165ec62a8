"""What the desk's page shows: the queue, one case, and the next one, loaded ahead.

The script asks for the same page in parts (`X-Desk: part`) and says which case it has on the screen already
(`shown`): a case that was loaded ahead is not sent twice.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog import desk
from catalog.access import is_lead
from catalog.models import Review
from catalog.typed import number

from .guard import may_audit

OFFSET_LIMIT = 1_000_000


def filters_of(request: HttpRequest) -> desk.Filters:
    """Which part of the queue is wanted: from the address, or from the form that carries it along."""
    asked = request.POST if request.method == "POST" else request.GET
    return desk.Filters(
        asked.get("kind", "")[:8], asked.get("rule", "")[:60], " ".join(asked.get("q", "").split())[:100]
    )


def in_parts(request: HttpRequest) -> bool:
    """Whether the desk's own script asks."""
    return request.headers.get("X-Desk") == "part"


def board(request: HttpRequest, wanted: Review | None = None) -> HttpResponse:
    """The page: with the wanted case, or with the first that can be claimed."""
    filters = filters_of(request)
    user: Any = request.user
    waiting = desk.queue(user, filters)
    page = min(number(request.GET.get("page", "")) or 1, OFFSET_LIMIT)
    start = (page - 1) * desk.PAGE
    rows = list(_lean(waiting)[start : start + desk.PAGE + 1])
    more, rows = len(rows) > desk.PAGE, rows[: desk.PAGE]
    review, ahead = _claimed(wanted, rows, user, filters)
    kept = bool(review and in_parts(request) and number(_asked(request, "shown")) == review.pk)
    if review:
        desk.looked(review, user)
    context: dict[str, Any] = {
        "section": "desk",
        "queue": rows,
        "page": page,
        "earlier_page": page - 1,
        "later_page": page + 1 if more else 0,
        "counts": desk.counts(user),
        "filters": filters,
        "review": review,
        "kept": kept,
        "case": desk.case_of(review, user) if review and not kept else None,
        "ahead": desk.case_of(ahead, user) if ahead else None,
        "alike": set(desk.like_it(review, rows)) if review else set(),
        "standing": desk.standing(user),
        "last": desk.last_act(user),
        "preference": desk.preference(user),
        "leads": is_lead(user),
        "audits": may_audit(user),
        "batch_reasons": desk.reasons_for(review.kind if review else Review.Kind.CLIP),
    }
    template = "catalog/desk/_parts.html" if in_parts(request) else "catalog/desk/desk.html"
    return render(request, template, context)


def _asked(request: HttpRequest, name: str) -> str:
    return (request.POST if request.method == "POST" else request.GET).get(name, "")


def _lean(waiting: Any) -> Any:
    """The queue's rows without what only the open case needs."""
    heavy = ("brief", "missing", "tags", "palette", "appearance", "quality", "description")
    return (
        waiting.select_related("clip", "account", "claimed_by")
        .defer("evidence", *(f"clip__{name}" for name in heavy))
        .prefetch_related("clip__renditions")
    )


def _claimed(
    wanted: Review | None, rows: list[Review], user: Any, filters: desk.Filters
) -> tuple[Review | None, Review | None]:
    """The case to show, claimed if it can be, and the one that comes up next. Somebody's own is refused, not shown."""
    if wanted is not None:
        sentence = desk.conflict(user, wanted)
        if sentence:
            raise PermissionDenied(sentence)
        following = desk.following(user, wanted, filters)
        desk.claim(wanted, user, keep=following)
        return wanted, _reserved(following, user)
    for row in rows:
        following = desk.following(user, row, filters)
        if desk.claim(row, user, keep=following):
            return _whole(row.pk), _reserved(following, user)
    return None, None


def _reserved(following: Review | None, user: Any) -> Review | None:
    """What comes up next, held for the same person; None where somebody else has it now."""
    return _whole(following.pk) if following and desk.reserve(following, user) else None


def _whole(pk: int) -> Review:
    reviews = Review.objects.select_related("clip", "account", "claimed_by", "decided_by", "appeal_of")
    return reviews.prefetch_related("clip__renditions").get(pk=pk)
