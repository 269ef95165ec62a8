"""Reporting a clip, by anybody, and following what came of it by a private link."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from catalog.access import visible_clips
from catalog.models import Clip, CounterNotice, Report
from catalog.reports import answering, receiving, telling
from catalog.reports.clocks import CLOCKS, Kind
from catalog.reports.forms import LONGEST, TRAP, form_of
from catalog.visitors import address_of, counted

#: Reports that one address, or to one mail address, may come from within an hour: a newsroom stays below.
AN_HOUR, HOUR = 12, 3600
#: How higher apps find a clip by what people have of it, such as a licence's number.
LOOKS: list[Callable[[str], int | None]] = []
_ADDRESS = re.compile(r"/clips/(\d{1,18})\b")


@require_http_methods(["GET", "HEAD"])
def find(request: HttpRequest) -> HttpResponse:
    """Which clip? By its address, its number, or the number of a licence."""
    typed = request.GET.get("clip", "").strip()[:300]
    if not typed:
        return render(request, "catalog/report_find.html", {})
    clip_id = _clip_of(typed)
    if clip_id and Clip.objects.filter(pk=clip_id).exists():
        return redirect("report", clip_id)
    problem = (
        "We have no clip of that address or number. Copy the address from the clip's page, or its number."
    )
    return render(request, "catalog/report_find.html", {"typed": typed, "problem": problem}, status=422)


def _clip_of(typed: str) -> int | None:
    """The clip that somebody means. Licences are kept in a higher app, which says how to find theirs."""
    address = _ADDRESS.search(typed)
    if address:
        return int(address[1])
    if typed.isascii() and typed.isdigit() and len(typed) < 19:
        return int(typed)
    return next((found for look in LOOKS if (found := look(typed))), None)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """GET asks for the kind, then for what that kind needs; POST takes it in. Sent twice it is one report."""
    clip = get_object_or_404(Clip, pk=pk)
    context: dict[str, Any] = {
        "clip": clip,
        # Of a clip that the viewer may not see not even the title is told.
        "seen": visible_clips(request.user).filter(pk=pk).exists(),
        "kinds": [(kind.value, kind.label) for kind in CLOCKS],
    }
    chosen = request.GET.get("kind", "")
    if clip.state == Clip.State.TAKEN_DOWN:
        return render(request, "catalog/report_down.html", context)
    if chosen not in Kind.values:
        return render(request, "catalog/report_kinds.html", context)
    kind = Kind(chosen)
    form = form_of(kind)(request.POST or None, initial=_known(request))
    context |= {"form": form, "kind": kind, "trap": TRAP}
    if request.method != "POST":
        return render(request, "catalog/report.html", context)
    if request.POST.get(TRAP):  # a program: it is told what it wants to hear, and nothing is kept
        return render(request, "catalog/report_thanks.html", context)
    if not form.is_valid():
        return render(request, "catalog/report.html", context, status=422)
    if not Report.objects.filter(once=form.cleaned_data["once"]).exists() and _too_many(
        request, form.cleaned_data["email"]
    ):
        context["problem"] = (
            "Many reports came from here within an hour. Wait a while, then send this one again."
        )
        answer = render(request, "catalog/report.html", context, status=429)
        answer["Retry-After"] = str(HOUR)
        return answer
    try:
        made = receiving.receive(clip, form.given(), request.user)
    except receiving.AlreadyDown:
        return render(request, "catalog/report_down.html", context)
    return redirect(telling.link(made))


def _known(request: HttpRequest) -> dict[str, str]:
    """What we know of somebody who is signed in; they may change it."""
    if not request.user.is_authenticated:
        return {}
    return {"name": getattr(request.user, "name", ""), "email": getattr(request.user, "email", "")}


def _too_many(request: HttpRequest, email: str) -> bool:
    here = counted("reports-from", address_of(request), HOUR)
    there = counted("reports-to", email.lower(), HOUR) if email else 0
    return max(here, there) > AN_HOUR


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """A report's private page: how it stands; POST adds words, takes it back, or says that a court has the matter."""
    found = telling.of_token(token)
    if found is None:
        raise Http404("This link leads to no report. Copy the whole address from our mail.")
    if request.method == "POST":
        _act(request, found)
        return redirect("report-follow", token)
    context = {
        "report": found,
        "clock": CLOCKS[Kind(found.kind)],
        "notes": found.notes.all(),
        "counter": CounterNotice.objects.filter(takedown__report=found).first(),
        "open": found.state == Report.State.OPEN,
    }
    answer = render(request, "catalog/report_follow.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"  # the address is the key
    return answer


def _act(request: HttpRequest, found: Report) -> None:
    words = request.POST.get("words", "").strip()[:LONGEST]
    match request.POST.get("do"):
        case "add" if words and found.state == Report.State.OPEN:
            try:
                receiving.add_words(found, words)
                messages.success(request, "Added. Whoever decides will read it.")
            except receiving.TooManyNotes:
                messages.error(request, "You have added as much as can be added to one report.")
        case "withdraw":
            if receiving.withdraw(found):
                messages.success(request, "Your report is taken back.")
            else:
                messages.error(request, "It was decided before; nothing changed.")
        case "court" if words:
            notice = CounterNotice.objects.filter(takedown__report=found).first()
            if notice and answering.went_to_court(notice, words):
                messages.success(request, "Noted. The clip stays down.")
            else:
                messages.error(request, "There is no counter-notice that waits; nothing changed.")
