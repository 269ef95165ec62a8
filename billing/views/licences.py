"""The page that proves a licence, its certificates, and what only its own people may do with it."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from billing import certificate
from billing.certificate_pdf import certificate_pdf
from billing.clock import now
from billing.downloads import link
from billing.forms.asking import may_download
from billing.models import HolderShown, Licence
from billing.numbers import tidy
from billing.receipt_pdf import receipt_lines, receipt_pdf
from billing.terms import blocks
from catalog.access import accounts_of, visible_clips
from catalog.models import Rendition
from catalog.ranges import FileGone, serve

from .guessing import missed, too_many

log = logging.getLogger(__name__)

#: What a library shows of a clip, whether the catalogue still has it or not. The master is downloaded by a link.
PICTURES = (Rendition.Kind.POSTER, Rendition.Kind.POSTER_JPEG, Rendition.Kind.HOVER, Rendition.Kind.COMP)


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a licence is valid, and what it allows, for anybody who knows its number.

    The number carries 54 random bits: whoever has it was given it. Who holds it is for its own people, and for
    everybody where the holder agreed to that.
    """
    if too_many(request):
        return render(request, "429.html", status=429)
    try:
        licence, own = licence_of(request, number)
    except Http404 as unknown:
        missed(request)
        return render(request, "billing/licence_unknown.html", {"sentence": str(unknown)}, status=404)
    context = {
        "licence": licence,
        "own": own,
        "named": own or HolderShown.objects.filter(licence=licence).exists(),
        "text": blocks(licence.terms_text),
        "clip_shown": visible_clips(request.user).filter(pk=licence.clip_id).exists(),
        "section": "library" if own else "",
    }
    if own:
        context["shown"] = HolderShown.objects.filter(licence=licence).exists()
        master = licence.clip.renditions.get(kind=Rendition.Kind.MASTER)
        context["master"] = master
        context["whole"] = may_download(licence, min(master.width, master.height))
        context["download_url"] = link(licence, "master")
    return render(request, "billing/licence.html", context)


@require_POST
@login_required
def name_holder(request: HttpRequest, number: str) -> HttpResponse:
    """Name the holder on the licence's public page, or stop doing so. Safe to repeat."""
    licence = _own(request, number)
    if request.POST.get("shown") == "on":
        HolderShown.objects.get_or_create(licence=licence, defaults={"user_id": request.user.pk, "at": now()})
    else:
        HolderShown.objects.filter(licence=licence).delete()
    return redirect(licence.get_absolute_url() + "#holder")


@require_safe
@login_required
def picture(request: HttpRequest, number: str, kind: str) -> HttpResponseBase:
    """A picture of the licensed clip for the licence's own people, also after the clip left the catalogue."""
    licence = _own(request, number)
    if kind not in PICTURES:
        raise Http404("There is no such picture.")
    pictures = Rendition.objects.filter(clip=licence.clip_id)
    # Where a clip has its poster as JPEG alone, that is the poster.
    rendition = pictures.filter(kind=kind).first() or get_object_or_404(
        pictures, kind=Rendition.Kind.POSTER_JPEG
    )
    try:
        return serve(request, rendition, cache="private, max-age=3600")
    except FileGone as error:
        log.error("the storage has lost %s of clip %s", error, licence.clip_id)
        raise Http404("The picture is not there at the moment.") from error


@require_safe
@login_required
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate on paper, for the licence's own account."""
    licence = _own(request, number)
    return _file(certificate_pdf(licence), f"{licence.number}.pdf")


@require_safe
@login_required
def signed_json(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as signed JSON, for the licence's own account."""
    licence = _own(request, number)
    response = JsonResponse(certificate.signed(licence), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{licence.number}.json"'
    return response


@require_safe
@login_required
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What the licence cost whom, and when, to print."""
    licence = _own(request, number)
    context = {"licence": licence, "lines": receipt_lines(licence), "section": "library"}
    return render(request, "billing/receipt.html", context)


@require_safe
@login_required
def receipt_file(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as a file."""
    licence = _own(request, number)
    return _file(receipt_pdf(licence), f"{licence.number}-receipt.pdf")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def licence_of(request: HttpRequest, number: str) -> tuple[Licence, bool]:
    """The licence of that number, and whether the viewer belongs to its account. Raises `Http404`."""
    proper = tidy(number)
    if proper is None:
        raise Http404(
            "That is no licence number: one of its signs is wrong. Check it against the certificate."
        )
    licence = Licence.objects.select_related("clip", "account").filter(number=proper).first()
    if licence is None:
        raise Http404(f"We never issued a licence with the number {proper}.")
    own = accounts_of(request.user).filter(pk=licence.account_id).exists()
    return licence, own


def _own(request: HttpRequest, number: str) -> Licence:
    licence, own = licence_of(request, number)
    if not own:
        raise Http404("There is no such certificate.")
    return licence
