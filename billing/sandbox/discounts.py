"""Coupons at work: who has which discount, whether it still counts, what it takes off."""

from __future__ import annotations

import secrets
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .periods import period_end
from .wire import Refused
from .world import Thing, World


def usable(world: World, coupon: Thing, code: Thing | None = None) -> bool:
    """Whether a coupon, and the promotion code that stands for it, may be redeemed once more."""
    now = world.now()
    good = coupon["max_redemptions"] is None or coupon["times_redeemed"] < coupon["max_redemptions"]
    good = good and not coupon.get("deleted") and (coupon["redeem_by"] is None or now < coupon["redeem_by"])
    if code:
        good = good and code["active"] and (code["expires_at"] is None or now < code["expires_at"])
        good = good and (code["max_redemptions"] is None or code["times_redeemed"] < code["max_redemptions"])
    return bool(good)


def named(world: World, given: Any, param: str = "discounts") -> list[tuple[Thing, Thing | None]]:
    """The coupons of a `discounts` parameter, each with its promotion code. Raises `Refused`."""
    found: list[tuple[Thing, Thing | None]] = []
    for number, one in enumerate(given or []):
        place, code = f"{param}[{number}]", None
        if one.get("promotion_code"):
            code = world.get("promotion_code", one["promotion_code"], f"{place}[promotion_code]")
            coupon = world.get("coupon", code["promotion"]["coupon"], place)
        elif one.get("coupon"):
            coupon = world.get("coupon", one["coupon"], f"{place}[coupon]")
        else:
            raise Refused("The sandbox knows coupons and promotion codes as discounts.", param=place)
        if not usable(world, coupon, code):
            raise Refused(f"Coupon expired: {coupon['id']}", code="coupon_expired", param=place)
        found.append((coupon, code))
    return found


def redeem(world: World, coupon: Thing, code: Thing | None, *, customer: str | None, **of: Any) -> Thing:
    """A discount for a subscription or an invoice, counted as one redemption."""
    now = world.now()
    end = None
    if coupon["duration"] == "repeating":
        end = period_end(now, now, "month", coupon["duration_in_months"])
    for one in [coupon] + ([code] if code else []):
        world.change(one, times_redeemed=one["times_redeemed"] + 1)
    made = {
        "id": f"di_{secrets.token_hex(10)}",
        "object": "discount",
        "checkout_session": of.get("session"),
        "customer": customer,
        "customer_account": None,
        "end": end,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": code["id"] if code else None,
        "source": {"coupon": coupon["id"], "type": "coupon"},
        "start": now,
        "subscription": of.get("subscription"),
        "subscription_item": None,
        "_coupon": coupon,
        "_used": False,
    }
    world.store.put(made)
    return made


def counting(world: World, subscription: Thing) -> list[Thing]:
    """The discounts that the next invoice of a subscription gets."""
    good = []
    for one in subscription["_discounts"]:
        once_used = one["_coupon"]["duration"] == "once" and one["_used"]
        if not once_used and (one["end"] is None or one["end"] > world.now()):
            good.append(one)
    return good


def taken(amount: int, coupon: Thing) -> int:
    """What a coupon takes off an amount, halves away from zero."""
    if coupon["percent_off"]:
        part = Decimal(amount) * Decimal(str(coupon["percent_off"])) / 100
        return int(part.quantize(Decimal(1), ROUND_HALF_UP))
    return min(amount, int(coupon["amount_off"]))


def net(amount: int, discounts: list[Thing]) -> int:
    """An amount after discounts, one after another: what the time of a changed price is worth."""
    for one in discounts:
        amount -= taken(amount, one["_coupon"])
    return amount


def spread(discount: Thing, lines: list[Thing]) -> int:
    """Take a coupon off the discountable lines, each by its share; returns how much it took."""
    able = [one for one in lines if one["discountable"] and one["amount"] > 0]
    left = {one["id"]: one["amount"] - sum(p["amount"] for p in one["discount_amounts"]) for one in able}
    whole = sum(left.values())
    if not whole:
        return 0
    target = taken(whole, discount["_coupon"])
    given = 0
    for number, one in enumerate(able):
        part = target - given if number == len(able) - 1 else target * left[one["id"]] // whole
        one["discount_amounts"].append({"amount": part, "discount": discount["id"]})
        one["discounts"].append(discount["id"])
        given += part
    return target
