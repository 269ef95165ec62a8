"""Asking a person about a refused prompt."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from catalog.access import accounts_of
from generation.appeals.appeal import AppealRefused
from generation.appeals.appeal import appeal as ask_a_person
from generation.models import RenderRequest

from .requests import page_context


@require_POST
@login_required
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Only for the account's own people. What can't be taken comes back with the words that were typed."""
    found = get_object_or_404(
        RenderRequest.objects.select_related("account"), pk=pk, account__in=accounts_of(request.user)
    )
    words = request.POST.get("words", "")
    try:
        ask_a_person(found, request.user, words)
    except AppealRefused as refused:
        context = page_context(request, found) | {"problem": str(refused), "words": words}
        return render(request, "generation/request.html", context, status=422)
    return redirect(found)
