"""Choosing a licence: the tiers as cards, and the one click that issues."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from billing import licensing
from billing.entitlements import may
from billing.ledger import CapReached, NotEnoughCredits, balance
from billing.offers import offers
from billing.terms import UnknownTier
from catalog.access import accounts_of, current_account, licensable_clips
from catalog.models import Account, Clip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The tiers as cards; POST issues the licence. Sent twice it is the same licence."""
    account = current_account(request)
    if account is None:
        raise Http404("You belong to no account.")
    clips = licensable_clips(request.user).prefetch_related("renditions")
    clip = clips.filter(pk=pk).first()
    tier = request.POST.get("tier", "")
    if clip is None:
        return _after_it_left(account, pk, tier)
    if request.method != "POST":
        return render(request, "billing/license.html", _cards(request, clip))
    short = False
    try:
        return redirect(licensing.issue(account, request.user, clip, tier))
    except UnknownTier as error:
        problem = str(error)
    except licensing.TierRefused as error:
        problem = f"{error.answer.sentence} Nothing was charged."
    except licensing.NotForSale:
        return _after_it_left(account, pk, tier)
    except CapReached as error:
        problem = (
            f"This licence costs {error.needed} credits and your monthly limit leaves {error.available}. "
            "Nothing was charged. Whoever owns the team can raise the limit."
        )
    except NotEnoughCredits as error:
        problem = (
            f"This licence costs {error.needed} credits and you have {error.available}. Nothing was charged."
        )
        short = True
    context = _cards(request, clip) | {"problem": problem, "short": short}
    return render(request, "billing/license.html", context, status=422)


def _after_it_left(account: Account, pk: int, tier: str) -> HttpResponse:
    """The clip left the catalogue: for a second click on an exclusive licence by that very click."""
    held = account.licences.filter(clip_id=pk, withdrawn_at=None)
    licence = held.filter(tier=tier).first() or held.first()
    if licence is None:
        raise Http404("This clip can't be licensed (any more). Nothing was charged.")
    return redirect(licence)


@require_safe
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """The tiers as a part of the clip's page."""
    clip = get_object_or_404(licensable_clips(request.user), pk=pk)
    return render(request, "billing/_cards.html", _cards(request, clip))


def _cards(request: HttpRequest, clip: Clip) -> dict[str, Any]:
    """`size` says where the plan has no downloads in the clip's full size: before credits are spent.

    Whoever acts for several accounts is told which of them will hold the licence.
    """
    account = current_account(request)
    context: dict[str, Any] = {"clip": clip, "offers": offers(account, clip)}
    if account:
        context["available"] = balance(account).available
        context["size"] = may(account, "download_height", min(clip.width, clip.height))
        context["holder"] = account if accounts_of(request.user).count() > 1 else None
    return context
