"""What a clip's licences cost an account, and what stands in the way of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from catalog.models import Account, Clip
from catalog.twins import twins

from .entitlements import YES, Answer, may
from .models import Included, Licence
from .terms import Tier, terms

EXCLUSIVE = "exclusive"


@dataclass(frozen=True)
class Offer:
    """One tier for one account: its price in credits, the licence that is there already, or what is in the way."""

    tier: Tier
    price: int
    licence: Licence | None
    answer: Answer


def offers(account: Account | None, clip: Clip) -> list[Offer]:
    """Every tier, cheapest first. A guest sees the prices; what a plan allows shows after signing in."""
    owned = {}
    if account:
        mine = Licence.objects.filter(account=account, clip=clip, withdrawn_at=None)
        owned = {one.tier: one for one in mine}
    return [
        Offer(
            tier,
            price(account, clip, tier) if account else tier.credits,
            owned.get(tier.id),
            YES if tier.id in owned else hindrance(account, clip, tier),
        )
        for tier in terms()
    ]


def include(account: Account, clips: Iterable[Clip]) -> None:
    """Record that an account paid for making these clips. Safe to repeat."""
    Included.objects.bulk_create(
        (Included(account=account, clip=clip) for clip in clips), ignore_conflicts=True
    )


def price(account: Account, clip: Clip, tier: Tier) -> int:
    """Credits that a licence costs an account. Whoever had the clip made has paid for the first tier with it."""
    if account.kind == Account.Kind.HOUSE:
        return 0
    included = Included.objects.filter(account=account, clip=clip).exists()
    return tier.credits - terms()[0].credits if included else tier.credits


def hindrance(account: Account | None, clip: Clip, tier: Tier) -> Answer:
    """Whether the account may have this tier of a clip that is for sale, and if not, why and what would help."""
    if tier.id == EXCLUSIVE and held_by_others(account, clip):
        return Answer(
            False,
            "Others already hold licences of this clip, so it can't be exclusive.",
            "Have a clip of your own made: nobody else holds that one.",
        )
    if account is None:
        return YES
    allowed = may(account, "licence_tier", tier.id)
    return may(account, "spend") if allowed.allowed and price(account, clip, tier) else allowed


def held_by_others(account: Account | None, clip: Clip) -> bool:
    """Whether somebody else holds a licence of the clip, or had it made and so is owed one.

    A twin of the clip is the clip. The house is whoever sells: what it has for itself does not count.
    """
    not_others = Q(account__kind=Account.Kind.HOUSE) | Q(account=account)
    same = [clip, *twins(clip)]
    return (
        Licence.objects.filter(clip__in=same, withdrawn_at=None).exclude(not_others).exists()
        or Included.objects.filter(clip__in=same).exclude(not_others).exists()
    )
