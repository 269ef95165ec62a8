"""Making Stripe's products and prices match the plans file.

A price is never edited: where the amount or the credits changed, a new one takes over the lookup key
and the old one is retired, which leaves its subscribers where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from billing.models import Price
from billing.plans import Catalogue, Pack, Plan, catalogue

from .api import asking, keyed

PREFIX = "oddreel"


@dataclass(frozen=True)
class Wanted:
    """One price that the file declares."""

    lookup_key: str
    product: str
    name: str
    currency: str
    amount: int
    terms: dict[str, Any]
    plan: str = ""
    pack: str = ""
    cadence: str = ""


def wanted(found: Catalogue) -> Iterator[Wanted]:
    """Every price of the file."""
    for plan in found.paid:
        yield from _of_plan(plan)
    for pack in found.packs:
        yield from _of_pack(pack)


def lookup_key(item: str, cadence: str, currency: str) -> str:
    """The name under which Stripe finds a price, such as `oddreel_pro_year_eur`."""
    return "_".join(part for part in (PREFIX, item, cadence, currency) if part)


def sync_plans() -> list[str]:
    """Create what is missing, replace what changed, retire what is gone; returns what was done, in words.

    Safe to repeat, and to run twice at once: keys are made of what is wanted. Raises `StripeDown`.
    """
    done: list[str] = []
    declared = list(wanted(catalogue()))
    for product, name in sorted({(one.product, one.name) for one in declared}):
        done += _product(product, name)
    for one in declared:
        done += _price(one)
    keys = {one.lookup_key for one in declared}
    for row in Price.objects.filter(active=True).exclude(lookup_key__in=keys):
        with asking() as stripe:
            stripe.v1.prices.update(row.stripe_id, {"active": False}, keyed(f"retire-{row.stripe_id}"))
        Price.objects.filter(pk=row.pk).update(active=False)
        done.append(f"Retired {row.lookup_key}: whoever subscribed keeps it.")
    return done


def in_step() -> bool:
    """Whether our rows have exactly the prices that the file declares."""
    sold = {
        (row.lookup_key, row.amount, row.terms.get("credits"), row.terms.get("cap"))
        for row in Price.objects.filter(active=True)
    }
    return sold == {
        (w.lookup_key, w.amount, w.terms["credits"], w.terms.get("cap")) for w in wanted(catalogue())
    }


def _of_plan(plan: Plan) -> Iterator[Wanted]:
    for cadence, prices in plan.prices.items():
        for currency, amount in prices.items():
            yield Wanted(
                lookup_key=lookup_key(plan.id, cadence, currency),
                product=f"{PREFIX}-{plan.id}",
                name=f"Oddreel {plan.name}",
                currency=currency,
                amount=amount,
                terms=plan.as_json(),
                plan=plan.id,
                cadence=cadence,
            )


def _of_pack(pack: Pack) -> Iterator[Wanted]:
    for currency, amount in pack.prices.items():
        yield Wanted(
            lookup_key=lookup_key(pack.id, "", currency),
            product=f"{PREFIX}-{pack.id}",
            name=f"{pack.credits} Oddreel credits",
            currency=currency,
            amount=amount,
            terms=asdict(pack),
            pack=pack.id,
        )


def _product(product: str, name: str) -> list[str]:
    with asking() as stripe:
        page = stripe.v1.products.list({"ids": [product], "limit": 1}).data
        if not page:
            stripe.v1.products.create({"id": product, "name": name}, keyed(f"product-{product}-{name}"))
            return [f"Made the product {product}."]
        if page[0].name != name or not page[0].active:
            stripe.v1.products.update(
                product, {"name": name, "active": True}, keyed(f"rename-{product}-{page[0].updated}-{name}")
            )
            return [f"Renamed {product} to {name}."]
    return []


def _price(one: Wanted) -> list[str]:
    with asking() as stripe:
        page = stripe.v1.prices.list({"lookup_keys": [one.lookup_key], "active": True, "limit": 1}).data
        present = page[0].to_dict() if page else None
        if present and _same(present, one):
            _remember(present["id"], one)
            return []
        made = stripe.v1.prices.create(_params(one), keyed(_key(one, present))).to_dict()
        if present:
            stripe.v1.prices.update(present["id"], {"active": False}, keyed(f"retire-{present['id']}"))
    _remember(made["id"], one)
    verb = "Replaced" if present else "Made"
    return [f"{verb} {one.lookup_key}: {one.amount} {one.currency}."]


def _params(one: Wanted) -> Any:
    params: dict[str, Any] = {
        "product": one.product,
        "currency": one.currency,
        "unit_amount": one.amount,
        "lookup_key": one.lookup_key,
        "transfer_lookup_key": True,
        "metadata": _metadata(one),
    }
    if one.cadence:
        params["recurring"] = {"interval": one.cadence}
    return params


def _metadata(one: Wanted) -> dict[str, str]:
    terms = {
        "oddreel_plan": one.plan,
        "oddreel_pack": one.pack,
        "oddreel_credits": str(one.terms["credits"]),
        "oddreel_cap": str(one.terms.get("cap", "")),
    }
    return {key: value for key, value in terms.items() if value}


def _key(one: Wanted, present: dict[str, Any] | None) -> str:
    """The same for the same replacement: a run that was killed makes no second price when it is repeated.

    The rows that we have of the lookup key tell a price that comes back from the one that was retired.
    """
    after = present["id"] if present else "nothing"
    known = Price.objects.filter(lookup_key=one.lookup_key).count()
    terms = f"{one.amount}-{one.terms['credits']}-{one.terms.get('cap', 0)}"
    return f"price-{one.lookup_key}-{terms}-{known}-after-{after}"


def _same(present: dict[str, Any], one: Wanted) -> bool:
    """Whether the price at Stripe still is what the file declares: amount, currency, credits and cap."""
    kept = present.get("metadata") or {}
    return (
        present["unit_amount"] == one.amount
        and present["currency"] == one.currency
        and all(kept.get(key) == value for key, value in _metadata(one).items())
    )


@transaction.atomic
def _remember(stripe_id: str, one: Wanted) -> None:
    Price.objects.filter(lookup_key=one.lookup_key, active=True).exclude(stripe_id=stripe_id).update(
        active=False
    )
    fields = asdict(one)
    del fields["name"]
    row, made = Price.objects.get_or_create(stripe_id=stripe_id, defaults=fields)
    if not made and not row.active:
        row.active = True
        row.save(update_fields=["active"])
