"""An account's answer to a takedown of its clip."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from catalog.access import accounts_of
from catalog.models import Clip
from catalog.reports import answering
from catalog.reports.clocks import BACK_AFTER
from catalog.reports.forms import AppealForm, CounterForm
from catalog.takedown import open_takedown

SENT = "Sent. We write to you when it is decided."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A counter-notice where somebody claims copyright, else an appeal. Somebody else's clip is not there."""
    clip = get_object_or_404(Clip, pk=pk, account__in=accounts_of(request.user), state=Clip.State.TAKEN_DOWN)
    takedown = open_takedown(clip)
    if takedown is None:  # put back in this very moment
        return redirect(clip)
    counters = answering.takes_counter_notice(takedown)
    kind: type[forms.Form] = CounterForm if counters else AppealForm
    form = kind(request.POST or None, initial={"email": getattr(request.user, "email", "")})
    if request.method == "POST" and form.is_valid():
        try:
            if isinstance(form, CounterForm):
                answering.counter(clip, request.user, form.counter())
            else:
                answering.appeal(clip, request.user, form.cleaned_data["words"])
            messages.success(request, SENT)
        except answering.AlreadyAnswered:
            messages.error(request, "This takedown has been answered already. Nothing was sent.")
        return redirect("takedown-answer", pk)
    report = takedown.report
    context = {
        "clip": clip,
        "takedown": takedown,
        "notice": report if report and counters and report.shares else None,
        "counters": counters,
        "days": BACK_AFTER,
        "form": form,
        "answered": answering.answered(takedown),
    }
    return render(request, "catalog/takedown_answer.html", context, status=422 if form.errors else 200)
