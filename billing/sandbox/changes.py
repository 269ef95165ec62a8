"""Changes of a subscription: price and quantity with proration, card, discounts, pausing, the end of the period."""

from __future__ import annotations

from copy import deepcopy

from . import discounts, invoices, pending, renewals
from .cards import card_error, refusal_of, wants_person
from .items import name_of, plan_of, put_on, words_for
from .lines import line
from .periods import period_end, share
from .subscriptions import bill, day_of, discount, method_of, settle, unused
from .wire import Refused, flag, merged, required, whole
from .world import Thing, World, public

PENDING_LASTS = 23 * 3600
PAUSES = ("keep_as_draft", "mark_uncollectible", "void")


def change_lines(world: World, subscription: Thing, price: Thing, quantity: int, at: int) -> list[Thing]:
    """The lines of a change at one moment: unused time back, the rest of the period or a new one to pay."""
    item = subscription["items"]["data"][0]
    start, end = item["current_period_start"], item["current_period_end"]
    amount = price["unit_amount"] * quantity
    if subscription["status"] == "trialing":
        return []
    if item["price"]["recurring"]["interval"] != price["recurring"]["interval"]:
        interval = price["recurring"]
        until = period_end(at, at, interval["interval"], interval["interval_count"])
        words, part, proration = words_for(world, price, quantity), amount, False
    else:
        part = share(discounts.net(amount, discounts.counting(world, subscription)), at, start, end)
        words = f"Remaining time on {quantity} × {name_of(world, price)} after {day_of(at)}"
        until, proration = end, True
    rest = line(
        price,
        quantity,
        part,
        at,
        until,
        words,
        subscription=subscription["id"],
        item=item["id"],
        proration=proration,
    )
    return [unused(world, subscription, at), rest]


def wanted(world: World, subscription: Thing, given: list[Thing], param: str) -> tuple[Thing, int]:
    """Price and quantity that an `items` parameter asks for. Raises `Refused`."""
    item = subscription["items"]["data"][0]
    if len(given) != 1 or given[0].get("id") != item["id"]:
        raise Refused(
            f"No such subscription item: '{given[0].get('id')}'",
            code="resource_missing",
            param=f"{param}[0][id]",
        )
    price = world.get("price", given[0].get("price") or item["price"]["id"], f"{param}[0][price]")
    if not price["recurring"]:
        raise Refused("The price specified is set to `type=one_time`.", param=f"{param}[0][price]")
    if price["currency"] != subscription["currency"]:
        raise Refused(
            "The price's currency must be the subscription's, which can't change.", param=f"{param}[0][price]"
        )
    return price, whole(given[0], "quantity", item["quantity"], least=1) or 1


def moment(world: World, subscription: Thing, params: Thing) -> int:
    """The `proration_date`, or now. Raises `Refused` outside the present period."""
    at = whole(params, "proration_date", world.now()) or world.now()
    item = subscription["items"]["data"][0]
    if not item["current_period_start"] <= at <= item["current_period_end"]:
        raise Refused("proration_date must be inside the current period.", param="proration_date")
    return at


def update(world: World, found_id: str, params: Thing) -> Thing:
    """Everything of `POST /v1/subscriptions/{id}` that the product uses."""
    subscription = world.get("subscription", found_id)
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise Refused("A canceled subscription can only update its cancellation_details and metadata.")
    if subscription["schedule"] and ("items" in params or "cancel_at_period_end" in params):
        raise Refused(
            "The subscription is managed by the subscription schedule "
            f"`{subscription['schedule']}`, and updating any cancelation behavior or items directly is not allowed."
        )
    before = deepcopy(public(subscription))
    fields: Thing = {"metadata": merged(subscription["metadata"], params.get("metadata"))}
    if "cancel_at_period_end" in params:
        fields |= _cancellation(world, subscription, flag(params, "cancel_at_period_end"))
    if "pause_collection" in params:
        fields["pause_collection"] = _pause(params["pause_collection"])
    if params.get("default_payment_method"):
        fields["default_payment_method"] = world.get("payment_method", params["default_payment_method"])["id"]
    world.change(subscription, **fields)
    if "discounts" in params:
        discount(world, subscription, discounts.named(world, params["discounts"] or []))
    if params.get("items"):
        _change_items(world, subscription, params)
    elif params.get("billing_cycle_anchor") == "now":
        _begin_anew(world, subscription, params)
    after = world.get("subscription", found_id)
    shown = public(after)
    previous = {key: value for key, value in before.items() if value != shown.get(key)}
    if previous:
        world.emit("customer.subscription.updated", after, previous)
    return after


def _pause(given: Thing | str) -> Thing | None:
    if not isinstance(given, dict):
        return None
    behavior = required(given, "behavior")
    if behavior not in PAUSES:
        raise Refused(f"Invalid pause_collection[behavior]: {behavior}", param="pause_collection[behavior]")
    return {"behavior": behavior, "resumes_at": whole(given, "resumes_at")}


def _cancellation(world: World, subscription: Thing, wanted: bool) -> Thing:
    end = subscription["items"]["data"][0]["current_period_end"]
    return {
        "cancel_at_period_end": wanted,
        "cancel_at": end if wanted else None,
        "canceled_at": world.now() if wanted else None,
        "cancellation_details": {
            "comment": None,
            "feedback": None,
            "reason": "cancellation_requested" if wanted else None,
        },
    }


def _change_items(world: World, subscription: Thing, params: Thing) -> None:
    item = subscription["items"]["data"][0]
    price, quantity = wanted(world, subscription, params["items"], "items")
    at = moment(world, subscription, params)
    behavior = params.get("proration_behavior") or "create_prorations"
    worth = discounts.net(price["unit_amount"] * quantity, discounts.counting(world, subscription))
    changed = price["id"] != item["price"]["id"] or quantity != item["quantity"]
    lines = change_lines(world, subscription, price, quantity, at) if changed else []
    another = price["recurring"]["interval"] != item["price"]["recurring"]["interval"]
    if behavior == "none":
        lines = [one for one in lines if not one["parent"]["subscription_item_details"]["proration"]]
    if not lines or (behavior == "create_prorations" and not another):
        pending.wait(world, subscription, lines)
        put_on(world, subscription, price, quantity, at, worth)
        return
    method = method_of(world, subscription)
    caution = params.get("payment_behavior") or "allow_incomplete"
    if caution == "error_if_incomplete":
        _sure(world, method)
    if caution != "pending_if_incomplete":
        put_on(world, subscription, price, quantity, at, worth)
    invoice = bill(world, subscription, lines, "subscription_update")
    if invoice["status"] == "open":
        if caution == "pending_if_incomplete":
            hold = {"_invoice": invoice["id"], "_price": price, "_quantity": quantity, "_at": at}
            hold |= {"_worth": worth, "expires_at": world.now() + PENDING_LASTS}
            planned = {**item, "price": price, "quantity": quantity, "plan": plan_of(price)}
            world.change(
                subscription, pending_update=_nothing_else | hold | {"subscription_items": [planned]}
            )
        if caution != "default_incomplete":
            invoices.pay(world, invoice, method)
        settle(world, invoice)
    elif caution == "pending_if_incomplete":
        put_on(world, subscription, price, quantity, at, worth)


_nothing_else: Thing = {
    "billing_cycle_anchor": None,
    "cancel_at_period_end": None,
    "discounts": None,
    "metadata": None,
    "trial_end": None,
    "trial_from_plan": None,
}


def _sure(world: World, method: Thing | None) -> None:
    """Refuse before anything changed where the charge would not go through."""
    refusal = refusal_of(method, world.now())
    if refusal:
        raise card_error(refusal)
    if method and wants_person(method, present=False):
        raise Refused(
            "Your card was declined. This transaction requires authentication.",
            status=402,
            kind="card_error",
            code="authentication_required",
            decline_code="authentication_required",
        )


def _begin_anew(world: World, subscription: Thing, params: Thing) -> None:
    """`billing_cycle_anchor=now`: a whole new period from now, billed now."""
    if params.get("payment_behavior") == "error_if_incomplete":
        _sure(world, method_of(world, subscription))
    if (params.get("proration_behavior") or "create_prorations") != "none":
        pending.wait(world, subscription, [unused(world, subscription, world.now())])
    subscription["billing_cycle_anchor"] = world.now()
    renewals.renew(world, subscription, world.now(), reason="subscription_update")
