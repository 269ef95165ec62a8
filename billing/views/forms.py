"""A licensed clip's other forms: what there is, what is being made, and asking for more."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from billing.downloads import FORM, link
from billing.forms.asking import NotInPlan, TooMany, ask, ask_for_reel, may_download
from billing.forms.reel import reel_of
from billing.forms.spec import KINDS, LONGEST_MS, SHAPES, NotAForm, crop_size, sizes_of
from billing.forms.spec_of import spec_of
from billing.models import Form, Licence
from billing.numbers import tidy
from billing.teams.permissions import allowed
from catalog.access import accounts_of
from catalog.models import Clip, Collection, Rendition

from .downloads import taken_down

SHOWN = 40


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def forms(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows them, as a page or as a part of the licence's; POST asks for one."""
    licence = get_object_or_404(
        Licence.objects.select_related("clip", "account"),
        number=tidy(number) or "",
        account__in=accounts_of(request.user),
    )
    if not licence.in_force:
        return render(request, "billing/licence_withdrawn.html", {"licence": licence}, status=410)
    if licence.clip.withheld:
        return taken_down(request, licence)
    if request.method != "POST":
        return _show(request, licence)
    try:
        ask(licence, request.POST)
    except (NotAForm, NotInPlan) as error:
        return _show(request, licence, problem=str(error), status=422)
    except TooMany as error:
        response = _show(request, licence, problem=str(error), status=429)
        response["Retry-After"] = "600"
        return response
    if request.htmx:  # type: ignore[attr-defined]
        return _show(request, licence)
    return redirect("forms", licence.number)


def _show(request: HttpRequest, licence: Licence, *, problem: str = "", status: int = 200) -> HttpResponse:
    clip = licence.clip
    made = Form.objects.filter(clip=clip).exclude(kind="slide") | Form.objects.filter(
        clip=clip, kind="slide", spec__contains=licence.number
    )
    rows: list[dict[str, Any]] = [
        {
            "form": form,
            "label": KINDS[form.kind],
            "url": link(licence, f"{FORM}{form.pk}"),
            "detail": _detail(form),
        }
        for form in made.order_by("-asked_at")[:SHOWN]
    ]
    context = {
        "licence": licence,
        "clip": clip,
        "rows": rows,
        "busy": any(row["form"].state in ("waiting", "making") for row in rows),
        "offers": _offers(licence, clip),
        "master_url": link(licence, Rendition.Kind.MASTER),
        "seconds": clip.duration_ms / 1000,
        "problem": problem,
        "section": "library",
    }
    if request.htmx:  # type: ignore[attr-defined]
        # Only the rows change while somebody fills a form above them; a refusal is shown there, too.
        alone = request.method == "POST" or "rows" in request.GET
        return render(request, "billing/_form_rows.html" if alone else "billing/_forms.html", context)
    return render(request, "billing/forms.html", context, status=status)


def _detail(form: Form) -> str:
    """What tells a form from others of its kind."""
    values = {} if form.kind == "showreel" else spec_of(form).values
    if form.kind == "trim":
        return f"{values['start_ms'] / 1000:g} to {values['end_ms'] / 1000:g} s"
    if form.kind == "still":
        return f"at {values['at_ms'] / 1000:g} s, {values['format'].upper()}"
    if form.kind == "loop":
        return f"{values['times']} round{'' if values['times'] == 1 else 's'}"
    return str(values.get("shape", "")) or (f"{values['height']}p" if "height" in values else "")


def _offers(licence: Licence, clip: Clip) -> list[dict[str, Any]]:
    """One button for each simple form that the clip can have."""
    offers: list[dict[str, Any]] = []

    def offer(label: str, short: int, **fields: Any) -> None:
        offers.append({"label": label, "fields": fields, "answer": may_download(licence, short)})

    for size in sizes_of(clip):
        offer(f"MP4 {size}p", size, kind="mp4", height=size)
    for shape in SHAPES:
        width, height = crop_size(clip.width, clip.height, shape)
        if (width, height) != (clip.width, clip.height):
            offer(f"{shape} {width} × {height}", min(width, height), kind="crop", shape=shape)
    for kind, longest in LONGEST_MS.items():
        if clip.duration_ms <= longest:
            offer(KINDS[kind], 480, kind=kind)
    offer("Slide (PPTX)", min(clip.width, clip.height, 1080), kind="slide")
    offer("ProRes 422 HQ", min(clip.width, clip.height), kind="prores")
    return offers


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def showreel(request: HttpRequest, pk: int) -> HttpResponse:
    """A collection's showreel of the clips that its account has licensed."""
    collection = get_object_or_404(Collection, pk=pk, account__in=accounts_of(request.user))
    if not allowed(request.user, collection.account, "spend"):
        raise Http404("You can't have a showreel made for this collection.")
    context: dict[str, Any] = {"collection": collection, "section": "library"}
    try:
        if request.method == "POST":
            ask_for_reel(collection)
            return redirect("showreel", pk)
        context["reel"] = reel = reel_of(collection)
        context["form"] = form = Form.objects.filter(spec=reel.spec).first()
        if form and form.state == Form.State.READY:
            licence = Licence.objects.filter(
                account=collection.account, clip=reel.clips[0], withdrawn_at=None
            ).first()
            context["url"] = link(licence, f"{FORM}{form.pk}") if licence else ""
    except (NotAForm, NotInPlan) as error:
        return render(request, "billing/showreel.html", context | {"problem": str(error)}, status=422)
    except TooMany as error:
        return render(request, "billing/showreel.html", context | {"problem": str(error)}, status=429)
    return render(request, "billing/showreel.html", context)
