"""The customer portal: what somebody has, their card, their address, their invoices, the end of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request

from billing.sandbox import changes, customers, portal, subscriptions
from billing.sandbox.cards import save_card
from billing.sandbox.items import name_of
from billing.sandbox.present import this_world as world
from billing.sandbox.wire import Refused
from billing.sandbox.world import Thing, World

from .hosted import Answer, card_form, writing

own = Blueprint("own", __name__)
OVER = ("canceled", "incomplete_expired")


def _portal(found_id: str) -> tuple[Thing, Thing]:
    at = world()
    session = at.store.get("billing_portal.session", found_id)
    if session is None:
        abort(404)
    return session, at.get("customer", session["customer"])


@own.get("/p/session/<found_id>")
def portal_page(found_id: str) -> Answer:
    """Everything, or the one task that the site asked for."""
    return _show(found_id)


def _show(found_id: str, problem: str = "", status: int = 200) -> Answer:
    session, customer = _portal(found_id)
    at = world()
    held = [one for one in at.store.all("subscription", customer["id"]) if one["status"] not in OVER]
    sent = [one for one in reversed(at.store.all("invoice", customer["id"])) if one["status"] != "draft"]
    context: dict[str, Any] = {
        "session": session,
        "task": session["flow"]["type"] if session["flow"] else "",
        "customer": customer,
        "subscriptions": held,
        "names": {one["id"]: name_of(at, one["items"]["data"][0]["price"]) for one in held},
        "invoices": sent if portal.offers(at, session, "invoice_history") else [],
        "may_cancel": portal.offers(at, session, "subscription_cancel"),
        "card": next((card for one in held if (card := subscriptions.method_of(at, one))), None),
        "problem": problem,
        "form": request.form,
    }
    return render_template("portal.html", **context), status


@own.post("/p/session/<found_id>")
def portal_do(found_id: str) -> Answer:
    """One of: another card, another address, the end at the period's end, or going on after all."""
    session, customer = _portal(found_id)
    try:
        with writing() as at:
            if "cancel" in request.form or "renew" in request.form:
                _stop_or_go_on(at, session, customer, stop="cancel" in request.form)
            elif "address" in request.form:
                customers.update(
                    at, customer["id"], {"name": request.form.get("name", ""), "address": _address()}
                )
            else:
                _new_card(at, customer)
    except Refused as error:
        return _show(found_id, str(error), error.status)
    done = session["flow"] and session["flow"]["after_completion"]["redirect"]
    if done:
        return redirect(done["return_url"], 303)
    back = session["return_url"] if session["flow"] else None
    return redirect(back or f"/p/session/{found_id}", 303)


def _address() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in customers.ADDRESS}


def _stop_or_go_on(at: World, session: Thing, customer: Thing, *, stop: bool) -> None:
    found = at.get("subscription", request.form.get("subscription", ""))
    if found["customer"] != customer["id"] or (
        stop and not portal.offers(at, session, "subscription_cancel")
    ):
        raise Refused("This subscription can't be cancelled here.")
    changes.update(at, found["id"], {"cancel_at_period_end": "true" if stop else "false"})


def _new_card(at: World, customer: Thing) -> None:
    """For everything from now on."""
    method = save_card(at, card_form(), customer["id"])
    customers.update(at, customer["id"], {"invoice_settings": {"default_payment_method": method["id"]}})
    for one in at.store.all("subscription", customer["id"]):
        if one["status"] not in OVER:
            at.change(one, "customer.subscription.updated", default_payment_method=method["id"])
