"""Which address does what: the endpoints that the product calls, and no others."""

from __future__ import annotations

from collections.abc import Callable

from . import (
    accounts,
    catalogue,
    changes,
    checkout,
    clock,
    confirming,
    customers,
    disputes,
    invoices,
    lists,
    portal,
    previews,
    refunds,
    renewals,
    schedules,
    subscriptions,
)
from .wire import Refused, required
from .world import Thing, World, listed

Handler = Callable[[World, Thing, str], Thing]


def _listing(kind: str, url: str) -> Handler:
    return lambda world, params, _: lists.page(world, kind, url, params)


def _getting(kind: str) -> Handler:
    return lambda world, params, found_id: world.get(kind, found_id)


def _delete_coupon(world: World, params: Thing, found_id: str) -> Thing:
    """Nobody new gets it; discounts that were given stay."""
    found = world.get("coupon", found_id)
    world.change(found, valid=False)
    world.emit("coupon.deleted", found)
    world.change(found, deleted=True)
    return {"id": found_id, "object": "coupon", "deleted": True}


def _cancel_schedule(world: World, params: Thing, found_id: str) -> Thing:
    found = world.get("subscription_schedule", found_id)
    if found["status"] not in ("active", "not_started"):
        raise Refused(
            f"You cannot cancel a subscription schedule that is currently in the `{found['status']}` status."
        )
    subscriptions.cancel(world, found["subscription"], {"invoice_now": "true", "prorate": "true"} | params)
    return world.get("subscription_schedule", found_id)


def _finalize(world: World, params: Thing, found_id: str) -> Thing:
    found = world.get("invoice", found_id)
    if found["status"] != "draft":
        raise Refused("This invoice is already finalized.", code="invoice_not_editable")
    renewals.finalize(world, found)
    return world.get("invoice", found_id)


#: (method, address with {id}) → handler.
ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "account"): lambda w, p, _: accounts.account(w),
    ("GET", "accounts"): lambda w, p, _: listed("/v1/accounts", []),
    ("POST", "customers"): lambda w, p, _: customers.create(w, p),
    ("GET", "customers"): _listing("customer", "/v1/customers"),
    ("GET", "customers/{id}"): lambda w, p, i: customers.retrieve(w, i),
    ("POST", "customers/{id}"): lambda w, p, i: customers.update(w, i, p),
    ("DELETE", "customers/{id}"): lambda w, p, i: customers.delete(w, i),
    ("POST", "products"): lambda w, p, _: catalogue.create_product(w, p),
    ("GET", "products"): _listing("product", "/v1/products"),
    ("GET", "products/{id}"): _getting("product"),
    ("POST", "products/{id}"): lambda w, p, i: catalogue.update_product(w, i, p),
    ("POST", "prices"): lambda w, p, _: catalogue.create_price(w, p),
    ("GET", "prices"): _listing("price", "/v1/prices"),
    ("GET", "prices/{id}"): _getting("price"),
    ("POST", "prices/{id}"): lambda w, p, i: catalogue.update_price(w, i, p),
    ("POST", "coupons"): lambda w, p, _: catalogue.create_coupon(w, p),
    ("GET", "coupons"): _listing("coupon", "/v1/coupons"),
    ("GET", "coupons/{id}"): _getting("coupon"),
    ("DELETE", "coupons/{id}"): _delete_coupon,
    ("POST", "promotion_codes"): lambda w, p, _: catalogue.create_promotion_code(w, p),
    ("GET", "promotion_codes"): _listing("promotion_code", "/v1/promotion_codes"),
    ("GET", "promotion_codes/{id}"): _getting("promotion_code"),
    ("POST", "promotion_codes/{id}"): lambda w, p, i: catalogue.update_promotion_code(w, i, p),
    ("POST", "checkout/sessions"): lambda w, p, _: checkout.create(w, p),
    ("GET", "checkout/sessions"): _listing("checkout.session", "/v1/checkout/sessions"),
    ("GET", "checkout/sessions/{id}"): _getting("checkout.session"),
    ("POST", "checkout/sessions/{id}/expire"): lambda w, p, i: checkout.expire(w, i),
    ("GET", "checkout/sessions/{id}/line_items"): lambda w, p, i: lists.part_of(
        w.get("checkout.session", i)["_lines"], f"/v1/checkout/sessions/{i}/line_items", p
    ),
    ("POST", "billing_portal/sessions"): lambda w, p, _: portal.open_session(w, p),
    ("POST", "billing_portal/configurations"): lambda w, p, _: portal.configure(w, p),
    ("GET", "billing_portal/configurations"): _listing(
        "billing_portal.configuration", "/v1/billing_portal/configurations"
    ),
    ("GET", "billing_portal/configurations/{id}"): _getting("billing_portal.configuration"),
    ("POST", "billing_portal/configurations/{id}"): lambda w, p, i: portal.reconfigure(w, i, p),
    ("POST", "subscriptions"): lambda w, p, _: subscriptions.create(w, p),
    ("GET", "subscriptions"): _listing("subscription", "/v1/subscriptions"),
    ("GET", "subscriptions/{id}"): _getting("subscription"),
    ("POST", "subscriptions/{id}"): lambda w, p, i: changes.update(w, i, p),
    ("DELETE", "subscriptions/{id}"): lambda w, p, i: subscriptions.cancel(w, i, p),
    ("POST", "subscription_schedules"): lambda w, p, _: schedules.create(w, p),
    ("GET", "subscription_schedules"): _listing("subscription_schedule", "/v1/subscription_schedules"),
    ("GET", "subscription_schedules/{id}"): _getting("subscription_schedule"),
    ("POST", "subscription_schedules/{id}"): lambda w, p, i: schedules.update(w, i, p),
    ("POST", "subscription_schedules/{id}/release"): lambda w, p, i: schedules.release(w, i),
    ("POST", "subscription_schedules/{id}/cancel"): _cancel_schedule,
    ("POST", "invoices/create_preview"): lambda w, p, _: previews.preview(w, p),
    ("GET", "invoices"): _listing("invoice", "/v1/invoices"),
    ("GET", "invoices/{id}"): _getting("invoice"),
    ("GET", "invoices/{id}/lines"): lambda w, p, i: lists.part_of(
        w.get("invoice", i)["lines"]["data"], f"/v1/invoices/{i}/lines", p
    ),
    ("POST", "invoices/{id}/pay"): lambda w, p, i: confirming.pay_invoice(w, i, p),
    ("POST", "invoices/{id}/finalize"): _finalize,
    ("POST", "invoices/{id}/void"): lambda w, p, i: invoices.void(w, w.get("invoice", i)),
    ("POST", "invoices/{id}/mark_uncollectible"): lambda w, p, i: invoices.give_up(w, w.get("invoice", i)),
    ("GET", "invoiceitems"): _listing("invoiceitem", "/v1/invoiceitems"),
    ("GET", "invoiceitems/{id}"): _getting("invoiceitem"),
    ("GET", "invoice_payments"): _listing("invoice_payment", "/v1/invoice_payments"),
    ("GET", "payment_intents"): _listing("payment_intent", "/v1/payment_intents"),
    ("GET", "payment_intents/{id}"): _getting("payment_intent"),
    ("POST", "payment_intents/{id}/confirm"): lambda w, p, i: confirming.confirm(w, i, p),
    ("GET", "setup_intents/{id}"): _getting("setup_intent"),
    ("GET", "charges"): _listing("charge", "/v1/charges"),
    ("GET", "charges/{id}"): _getting("charge"),
    ("GET", "payment_methods"): _listing("payment_method", "/v1/payment_methods"),
    ("GET", "payment_methods/{id}"): _getting("payment_method"),
    ("POST", "payment_methods/{id}"): lambda w, p, i: customers.update_method(w, i, p),
    ("POST", "payment_methods/{id}/attach"): lambda w, p, i: customers.attach(w, i, required(p, "customer")),
    ("POST", "payment_methods/{id}/detach"): lambda w, p, i: customers.detach(w, i),
    ("POST", "refunds"): lambda w, p, _: refunds.create(w, p),
    ("GET", "refunds"): _listing("refund", "/v1/refunds"),
    ("GET", "refunds/{id}"): _getting("refund"),
    ("POST", "refunds/{id}"): lambda w, p, i: refunds.update(w, i, p),
    ("GET", "disputes"): _listing("dispute", "/v1/disputes"),
    ("GET", "disputes/{id}"): _getting("dispute"),
    ("POST", "disputes/{id}"): lambda w, p, i: disputes.update(w, i, p),
    ("POST", "disputes/{id}/close"): lambda w, p, i: disputes.close(w, i, won=False),
    ("GET", "events"): _listing("event", "/v1/events"),
    ("GET", "events/{id}"): _getting("event"),
    ("POST", "webhook_endpoints"): lambda w, p, _: accounts.create_endpoint(w, p),
    ("GET", "webhook_endpoints"): _listing("webhook_endpoint", "/v1/webhook_endpoints"),
    ("GET", "webhook_endpoints/{id}"): _getting("webhook_endpoint"),
    ("POST", "webhook_endpoints/{id}"): lambda w, p, i: accounts.update_endpoint(w, i, p),
    ("DELETE", "webhook_endpoints/{id}"): lambda w, p, i: accounts.delete_endpoint(w, i),
    ("POST", "test_helpers/test_clocks"): lambda w, p, _: clock.create(w, p),
    ("GET", "test_helpers/test_clocks"): lambda w, p, _: listed(
        "/v1/test_helpers/test_clocks", [clock.shown(w, clock.CLOCK)]
    ),
    ("GET", "test_helpers/test_clocks/{id}"): lambda w, p, i: clock.shown(w, i),
    ("POST", "test_helpers/test_clocks/{id}/advance"): lambda w, p, i: clock.advance(w, i, p),
}


def find(method: str, path: str) -> tuple[Handler, str, str]:
    """The handler of an address, the address with {id}, and the id. Raises `Refused`."""
    direct = ROUTES.get((method, path))
    if direct:
        return direct, path, ""
    parts = path.split("/")
    for place in range(len(parts) - 1, 0, -1):
        pattern = "/".join([*parts[:place], "{id}", *parts[place + 1 :]])
        if (method, pattern) in ROUTES:
            return ROUTES[(method, pattern)], pattern, parts[place]
    raise Refused(
        f"Unrecognized request URL ({method}: /v1/{path}). The sandbox has the endpoints that Oddreel uses.",
        status=404,
    )
