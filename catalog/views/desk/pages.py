"""The desk's page and the pictures on it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog import desk
from catalog.desk.frames import picture
from catalog.desk.looking import VIEWED_FRAMES
from catalog.models import Review

from .board import board
from .guard import moderators_only


@require_safe
@never_cache
@moderators_only
def show(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The queue, and one case with its evidence: the asked one, or the first that is free."""
    desk.carry_out_due()
    reviews = Review.objects.select_related("clip", "account", "claimed_by", "decided_by", "appeal_of")
    return board(request, get_object_or_404(reviews, pk=pk) if pk else None)


@require_safe
@moderators_only
def frame(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One thumbnail of the evidence, for moderators without a conflict; who looked stands in the audit."""
    review = get_object_or_404(Review.objects.select_related("clip", "appeal_of"), pk=pk)
    sentence = desk.conflict(request.user, review)
    if sentence:
        raise PermissionDenied(sentence)
    jpeg = picture(review.clip, number) if review.clip else None
    if jpeg is None:
        raise Http404("This picture is not there, or was removed by retention.")
    desk.looked(review, request.user, VIEWED_FRAMES)
    return HttpResponse(jpeg, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})
