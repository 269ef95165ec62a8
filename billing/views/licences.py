"""Choosing a licence, and the page that proves it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from billing import certificate, licensing
from billing.certificate_pdf import certificate_pdf
from billing.downloads import link
from billing.ledger import NotEnoughCredits, balance
from billing.models import Licence
from billing.numbers import tidy
from catalog.access import accounts_of, current_account, licensable_clips
from catalog.models import Account, Clip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The tiers as cards; POST issues the licence. Sent twice it is the same licence."""
    clip = get_object_or_404(licensable_clips(request.user).prefetch_related("renditions"), pk=pk)
    account = current_account(request)
    if account is None:
        raise Http404("You belong to no account.")
    context = _cards(account, clip)
    if request.method != "POST":
        return render(request, "billing/license.html", context)
    try:
        licence = licensing.issue(account, request.user, clip, request.POST.get("tier", ""))
    except licensing.UnknownTier as error:
        return render(request, "billing/license.html", context | {"problem": str(error)}, status=422)
    except licensing.NotForSale:
        raise Http404("This clip can't be licensed.") from None
    except NotEnoughCredits as error:
        problem = (
            f"This licence costs {error.needed} credits and you have {error.available}. Nothing was charged."
        )
        return render(request, "billing/license.html", context | {"problem": problem}, status=422)
    return redirect(licence)


@require_safe
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """The tiers as a part of the clip's page."""
    clip = get_object_or_404(licensable_clips(request.user), pk=pk)
    return render(request, "billing/_cards.html", _cards(current_account(request), clip))


def _cards(account: Account | None, clip: Clip) -> dict[str, Any]:
    owned = {}
    if account:
        owned = {one.tier: one for one in Licence.objects.filter(account=account, clip=clip)}
    offers = [
        {
            "tier": tier,
            "price": licensing.price(account, clip, tier) if account else tier.credits,
            "licence": owned.get(tier.id),
        }
        for tier in licensing.terms()
    ]
    return {"clip": clip, "offers": offers, "available": balance(account).available if account else None}


def _licence(request: HttpRequest, number: str) -> tuple[Licence, bool]:
    """The licence of that number, and whether the viewer belongs to its account."""
    proper = tidy(number)
    if proper is None:
        raise Http404("That is no licence number: one of its signs is wrong.")
    licence = get_object_or_404(Licence.objects.select_related("clip", "account"), number=proper)
    own = accounts_of(request.user).filter(pk=licence.account_id).exists()
    return licence, own


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """What a licence allows and for which clip, for anybody who knows its number; who holds it for its own people.

    The number carries 54 random bits: whoever has it was given it.
    """
    licence, own = _licence(request, number)
    context = {"licence": licence, "own": own, "section": "library" if own else ""}
    if own:
        context["master"] = licence.clip.renditions.get(kind="master")
        context["download_url"] = link(licence, "master")
    return render(request, "billing/licence.html", context)


@require_safe
@login_required
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate on paper, for the licence's own account."""
    licence = _own(request, number)
    response = HttpResponse(certificate_pdf(licence), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{licence.number}.pdf"'
    return response


@require_safe
@login_required
def signed_json(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as signed JSON, for the licence's own account."""
    licence = _own(request, number)
    response = JsonResponse(
        certificate.signed(licence), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="{licence.number}.json"'
    return response


def _own(request: HttpRequest, number: str) -> Licence:
    licence, own = _licence(request, number)
    if not own:
        raise Http404("There is no such certificate.")
    return licence


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key that checks signed certificates."""
    return HttpResponse(certificate.public_key_pem(), content_type="application/x-pem-file")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Every licence in plain words."""
    return render(request, "billing/terms.html", {"tiers": licensing.terms()})
