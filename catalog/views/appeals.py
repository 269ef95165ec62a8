"""Appealing the rejection of a clip, for the people of its account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from catalog import appeals
from catalog.access import accounts_of
from catalog.models import Clip

SENT = "Your appeal is with a moderator who did not decide before. A mail brings the answer."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the clip was rejected, and how its appeal stands; POST appeals."""
    clip = get_object_or_404(Clip, pk=pk, account__in=accounts_of(request.user))
    standing = appeals.standing(clip)
    if standing is None:
        raise Http404("This clip was never rejected.")
    words = request.POST.get("words", "")
    if request.method == "POST":
        try:
            appeals.appeal(clip, request.user, words)
        except appeals.CannotAppeal as error:
            context = {
                "standing": standing,
                "words": words,
                "problem": str(error),
                "longest": appeals.LONGEST,
            }
            return render(request, "catalog/appeal.html", context, status=400)
        messages.success(request, SENT)
        return redirect("appeal", pk)
    return render(request, "catalog/appeal.html", {"standing": standing, "longest": appeals.LONGEST})
