"""What Pay on the Checkout page brings about."""

from __future__ import annotations

from . import customers, invoices, setups, subscriptions
from .cards import CardForm, card_error, make_card, refusal_of, save_card, wants_person
from .checkout import bill_lines, details_of, priced
from .discounts import redeem
from .payments import new_intent, not_seen, try_to_pay
from .wire import Refused
from .world import Thing, World


def submit(world: World, found: Thing, form: CardForm, email: str = "") -> str:
    """Pay pressed: `complete`, or `challenge` where the bank wants to see the person. Raises `Refused`.

    Pressed twice it is done once: what is complete stays so.
    """
    if found["status"] == "complete":
        return "complete"
    if found["status"] != "open" or found["expires_at"] <= world.now():
        raise Refused("This checkout is no longer open. Go back to the site and begin again.")
    _who(world, found, form, email)
    if found["mode"] == "payment":
        return _pay(world, found, form)
    method = save_card(world, form, found["customer"])
    refusal = refusal_of(method, world.now())
    if refusal and found["mode"] == "subscription" and found["amount_total"]:
        raise card_error(refusal)
    if wants_person(method, present=True):
        world.change(found, _method=method["id"])
        return "challenge"
    _complete(world, found, method)
    return "complete"


def challenged(world: World, found: Thing, *, passed: bool) -> None:
    """The person came back from their bank. Raises `Refused` where it said no."""
    if found["status"] == "complete":
        return
    if found["status"] != "open" or not found["_method"]:
        raise Refused("This checkout is no longer open. Go back to the site and begin again.")
    method = world.get("payment_method", found["_method"])
    intent = world.get("payment_intent", found["_intent"]) if found["_intent"] else None
    if not passed:
        world.change(found, _method=None)
        raise (
            not_seen(world, intent)
            if intent
            else Refused(
                "We are unable to authenticate your payment method. Choose another card and try again.",
                status=402,
                kind="card_error",
                code="setup_intent_authentication_failure",
            )
        )
    if intent:
        if try_to_pay(world, intent, method, present=True, seen=True) != "succeeded":
            raise _declined(intent)
        _paid(world, found, intent)
    else:
        _complete(world, found, method)


def _who(world: World, found: Thing, form: CardForm, email: str) -> None:
    """The customer, their address where tax needs it, and the amounts that follow from it."""
    if found["customer"] is None:
        email = found["customer_email"] or email.strip()
        if "@" not in email:
            raise Refused("An e-mail address is needed for the receipt.", param="email")
        if found["mode"] != "payment" or found["customer_creation"] == "always":
            made = customers.create(world, {"email": email, "name": form.name})
            world.change(found, customer=made["id"])
        details = details_of({"address": None, "email": email, "name": form.name or None})
        world.change(found, customer_details=details)
    if not (form.country and found["automatic_tax"]["enabled"]):
        return
    rest = dict.fromkeys(("city", "line1", "line2", "postal_code", "state"))
    address = rest | {"country": form.country}
    if found["customer"]:
        customer = world.get("customer", found["customer"])
        address = (customer["address"] or rest) | {"country": form.country}
        world.change(customer, "customer.updated", address=address)
    priced(world, world.change(found, customer_details=found["customer_details"] | {"address": address}))


def _pay(world: World, found: Thing, form: CardForm) -> str:
    """One payment, without a subscription: declined tries stay on its intent."""
    method = make_card(world, form, None)
    amount = found["amount_total"]
    if not amount:
        _paid(world, found, None)
        return "complete"
    if found["_intent"]:
        intent = world.get("payment_intent", found["_intent"])
        world.change(intent, amount=amount)
    else:
        words, metadata = found["_lines"][0]["description"], found["_payment_metadata"]
        intent = new_intent(world, amount, found["currency"], found["customer"], metadata, words)
        world.change(found, _intent=intent["id"])
    outcome = try_to_pay(world, intent, method, present=True)
    if outcome == "requires_action":
        world.change(found, _method=method["id"])
        return "challenge"
    if outcome != "succeeded":
        raise _declined(intent)
    _paid(world, found, intent)
    return "complete"


def _declined(intent: Thing) -> Refused:
    error = intent["last_payment_error"]
    return Refused(
        error["message"],
        status=402,
        kind="card_error",
        code=error["code"],
        decline_code=error.get("decline_code"),
    )


def _paid(world: World, found: Thing, intent: Thing | None) -> None:
    coupon = world.get("coupon", found["_coupon"]) if found["_coupon"] else None
    code = world.get("promotion_code", found["_code"]) if found["_code"] else None
    used = [redeem(world, coupon, code, customer=found["customer"], session=found["id"])] if coupon else []
    invoice = None
    if found["invoice_creation"]["enabled"] and found["customer"]:
        invoice = invoices.draw_up(
            world,
            world.get("customer", found["customer"]),
            bill_lines(found, world.now()),
            reason="manual",
            discounts=used,
            tax=found["automatic_tax"]["enabled"],
            metadata=found["invoice_creation"]["invoice_data"]["metadata"],
        )
        world.store.put(invoice)
        world.emit("invoice.created", invoice)
        invoices.paid_already(world, invoice, intent)
    world.change(
        found, invoice=invoice["id"] if invoice else None, payment_intent=intent["id"] if intent else None
    )
    _over(world, found, "paid")


def _complete(world: World, found: Thing, method: Thing) -> None:
    """A saved card, or a subscription begun with it."""
    if found["mode"] == "setup":
        made = setups.saved(world, method, found["_setup_metadata"])
        world.change(found, setup_intent=made["id"])
        _over(world, found, "no_payment_required")
        return
    customer = world.get("customer", found["customer"])
    if customer["currency"] is None:
        world.change(customer, "customer.updated", currency=found["currency"])
    coupon = world.get("coupon", found["_coupon"]) if found["_coupon"] else None
    code = world.get("promotion_code", found["_code"]) if found["_code"] else None
    [one] = found["_lines"]
    subscription, invoice = subscriptions.begin(
        world,
        customer,
        [{"price": one["price"]["id"], "quantity": str(one["quantity"])}],
        method=method,
        metadata=found["_subscription_metadata"],
        trial_days=found["_trial_days"],
        coupons=[(coupon, code)] if coupon else [],
        tax=found["automatic_tax"]["enabled"],
        present=True,
        seen=True,
        at_any_price=True,
    )
    world.change(found, subscription=subscription["id"], invoice=invoice["id"])
    _over(world, found, "no_payment_required" if found["_trial_days"] else "paid")


def _over(world: World, found: Thing, paid: str) -> None:
    world.change(found, status="complete", payment_status=paid, url=None)
    world.emit("checkout.session.completed", found)
