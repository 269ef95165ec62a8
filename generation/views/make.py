"""The Make page: a prompt read as it is typed, its settings, and the button."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.ledger import NotEnoughCredits
from billing.licensing import NotForSale
from catalog.access import current_account, licensable_clips
from catalog.demand import note
from catalog.models import Demand
from generation import formats
from generation import starter as starter_catalogue
from generation.engine.registry import models
from generation.models import RenderRequest
from generation.refusals.asker import asker_of
from generation.refusals.note import note_refusal
from generation.refusals.slow import Wait, wait_of
from generation.requests.choices import made_anyway, take
from generation.requests.form import AskForm
from generation.requests.prefill import first_values, of_source, spoken
from generation.requests.reading import Reading, read
from generation.requests.refusal import AskRefused
from generation.requests.submit import submit

from .board import address, choices, fitting, offers
from .marked import marked_prompt


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """GET shows the form, prefilled from the address; POST submits it."""
    if request.method == "POST":
        return _submit(request)
    given = request.GET.dict()
    source = of_source(given, current_account(request), request.user)
    return _page(request, first_values(source | given, **fitting(request, given)))


def _submit(request: HttpRequest) -> HttpResponse:
    values = request.POST.dict()
    if "look_again" in values:  # without JavaScript: another engine, and what it offers
        return _page(request, values)
    if not request.user.is_authenticated:
        # The form comes back through the address, so that signing in loses nothing.
        return redirect_to_login(address(values), reverse("sign-in"))
    account = current_account(request)
    form = AskForm(values, account, request.user)
    if not form.is_valid():
        return _page(request, values, form=form, status=422)
    if account is None:
        return _page(
            request, values, refused=AskRefused("credits", "You belong to no account yet."), status=422
        )
    key = values.get("key") or str(uuid.uuid4())
    sent_before = RenderRequest.objects.filter(account=account, key=key).exists()
    waiting = None if sent_before else wait_of(asker_of(request))
    if waiting:
        return _wait(_page(request, values, waiting=waiting, status=429), waiting)
    found = read(form.ask, request.user, account)
    if found.already and not values.get("insist") and not sent_before:
        refused = AskRefused(
            "already", "This very clip has been made. Use it below, or tick “Make mine anyway” for one more."
        )
        return _page(request, values, refused=refused, status=422)
    try:
        made = submit(account, request.user, form.ask, key)
    except AskRefused as refused:
        if refused.code == "subject":
            note(Demand.Kind.ASKED, form.ask.prompt, str(request.user.pk))
        return _page(request, values, refused=refused, status=422)
    made_anyway(made, found.matches)
    return redirect(made)


@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """License a match instead of making a clip. Where that can't be done at once, the clip's licences say why."""
    clip = get_object_or_404(licensable_clips(request.user), pk=pk)
    choose = reverse("license", args=[clip.pk])
    account = current_account(request)
    form = AskForm(request.POST.dict(), account, request.user)
    if account is None or not form.is_valid():
        return redirect(choose)
    try:
        return redirect(take(account, request.user, clip, form.ask))
    except (NotEnoughCredits, NotForSale):
        return redirect(choose)


def _page(
    request: HttpRequest,
    values: dict[str, Any],
    *,
    form: AskForm | None = None,
    refused: AskRefused | None = None,
    waiting: Wait | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "section": "make",
        "form": form,
        "refused": refused,
        "key": values.get("key") or str(uuid.uuid4()),
        "aspects": list(formats.ASPECTS),
        "qualities": formats.QUALITIES,
        **choices(request, values),
        **(_waiting(waiting, values) if waiting else _reading(request, values)),
    }
    return render(request, "generation/make.html", context, status=status)


@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """What is understood of the form as it stands: a part of the page, asked for while somebody types.

    A refusal is remembered, and whoever keeps rewording one is told to wait: 429, with the prompt kept.
    """
    values, asker = request.POST.dict(), asker_of(request)
    waiting = wait_of(asker)
    if waiting:
        answer = render(request, "generation/_reading.html", _waiting(waiting, values), status=429)
        return _wait(answer, waiting)
    context = _reading(request, values)
    if models():  # another engine, other choices: they are changed beside
        context |= choices(request, values) | {"beside": True}
    found: Reading | None = context["reading"]
    if found:
        note_refusal(asker, found.ask.prompt, found.verdict, submitted=False)
    return render(request, "generation/_reading.html", context)


def _wait(answer: HttpResponse, waiting: Wait) -> HttpResponse:
    answer["Retry-After"] = str(waiting.seconds)
    return answer


def _waiting(waiting: Wait, values: dict[str, Any]) -> dict[str, Any]:
    return {"reading": None, "problems": [waiting.sentence], "values": values}


def _reading(request: HttpRequest, values: dict[str, Any]) -> dict[str, Any]:
    account = current_account(request)
    form = AskForm(values, account, request.user)
    if not form.is_valid():
        near = [one.sentence for one in form.problems]
        problems = [
            s
            for name, errors in form.errors.items()
            if name != "prompt" or values.get("prompt")
            for s in errors
            if s not in near
        ]
        return {
            "reading": None,
            "problems": problems,
            "offers": offers(form.problems, values),
            "values": values,
        }
    found = read(form.ask, request.user, account)
    return {
        "reading": found,
        "problems": [],
        "offers": offers(found.problems, values),
        "marked": marked_prompt(found),
        "values": values,
        "spoken": spoken(found.ask.prompt),
    }


@require_safe
def price(request: HttpRequest) -> HttpResponse:
    """What making this prompt would cost and take, for the tile beside search results."""
    account = current_account(request)
    given = {"prompt": request.GET.get("prompt", "")}
    form = AskForm(first_values(given, **fitting(request, given)), account, request.user)
    slowed = wait_of(asker_of(request))
    found = read(form.ask, request.user, account) if form.is_valid() and not slowed else None
    return render(request, "generation/_price.html", {"reading": found})


@require_safe
def starter(request: HttpRequest) -> HttpResponse:
    """How far the starter catalogue is; empty once it is there."""
    ready, wanted = starter_catalogue.progress()
    return render(
        request,
        "generation/_starter.html",
        {"ready": ready, "wanted": wanted, "shown": request.GET.get("shown")},
    )
