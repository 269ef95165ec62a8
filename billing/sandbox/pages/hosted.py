"""The pages that Stripe hosts for paying: Checkout, the bank's question, an invoice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from billing.sandbox import checkout, completing, invoices, subscriptions
from billing.sandbox.cards import CardForm, save_card
from billing.sandbox.paper import invoice_pdf
from billing.sandbox.present import this_world as world
from billing.sandbox.wire import Refused
from billing.sandbox.world import Thing, World

pages = Blueprint("hosted", __name__)
Answer = str | AnyResponse | tuple[str, int]


@contextmanager
def writing() -> Iterator[World]:
    """A transaction that keeps what happened before a refusal, as Stripe keeps a declined try."""
    found = world()
    refusal: Refused | None = None
    with found.store.transaction():
        try:
            yield found
        except Refused as error:
            refusal = error
    if refusal:
        raise refusal


@pages.app_template_filter("money")
def money(amount: int, currency: str) -> str:
    """An amount for a page."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02} {currency.upper()}"


@pages.app_template_filter("day")
def day(moment: int) -> str:
    """A day for a page."""
    return f"{datetime.fromtimestamp(moment, UTC):%-d %B %Y, %H:%M} UTC"


def card_form() -> CardForm:
    """The card as typed."""
    return CardForm(
        number=request.form.get("number", ""),
        expiry=request.form.get("expiry", ""),
        cvc=request.form.get("cvc", ""),
        name=request.form.get("name", ""),
        country=request.form.get("country", ""),
    )


def _session(found_id: str) -> Thing:
    found = world().store.get("checkout.session", found_id)
    if found is None:
        abort(404)
    return found


@pages.get("/c/pay/<found_id>")
def checkout_page(found_id: str) -> Answer:
    """Checkout."""
    return _checkout(_session(found_id))


def _checkout(found: Thing, problem: str = "", status: int = 200) -> Answer:
    if found["status"] == "complete":
        return redirect(_success(found))
    if found["status"] != "open" or found["expires_at"] <= world().now():
        return render_template("checkout_over.html", session=found), 410
    page = render_template("checkout.html", session=found, problem=problem, form=request.form)
    return page, status


def _success(found: Thing) -> str:
    return str(found["success_url"]).replace("{CHECKOUT_SESSION_ID}", found["id"])


@pages.post("/c/pay/<found_id>")
def checkout_pay(found_id: str) -> Answer:
    """Pay pressed, or a promotion code applied."""
    try:
        with writing() as at:
            found = _session(found_id)
            if "apply" in request.form:
                checkout.use_code(at, found, request.form.get("code", ""))
                outcome = "priced"
            elif "change" in request.form:
                checkout.set_quantity(at, found, _count(request.form.get("quantity", "")))
                outcome = "priced"
            else:
                outcome = completing.submit(at, found, card_form(), request.form.get("email", ""))
    except Refused as error:
        return _checkout(_session(found_id), str(error), error.status)
    if outcome == "challenge":
        return redirect(f"/c/pay/{found_id}/bank", 303)
    return redirect(f"/c/pay/{found_id}", 303)


def _count(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 7 else 0


@pages.get("/c/pay/<found_id>/bank")
def bank_page(found_id: str) -> Answer:
    """3-D Secure: the bank asks whether it is really you."""
    found = _session(found_id)
    return render_template(
        "bank.html", amount=found["amount_total"], currency=found["currency"], action=request.path
    )


@pages.post("/c/pay/<found_id>/bank")
def bank_answer(found_id: str) -> Answer:
    """Completed or failed."""
    try:
        with writing() as at:
            completing.challenged(at, _session(found_id), passed="complete" in request.form)
    except Refused as error:
        return _checkout(_session(found_id), str(error), error.status)
    return redirect(f"/c/pay/{found_id}", 303)


def _invoice(found_id: str) -> Thing:
    found = world().store.get("invoice", found_id)
    if found is None:
        abort(404)
    return found


@pages.get("/i/<found_id>")
def invoice_page(found_id: str) -> Answer:
    """An invoice, to be paid where it is open."""
    return _show_invoice(_invoice(found_id))


def _show_invoice(found: Thing, problem: str = "", status: int = 200) -> Answer:
    page = render_template(
        "invoice.html", invoice=found, saved=_saved(found), problem=problem, form=request.form
    )
    return page, status


@pages.get("/i/<found_id>/pdf")
def invoice_paper(found_id: str) -> Answer:
    """The invoice on paper."""
    found = _invoice(found_id)
    return Response(
        invoice_pdf(found),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{found["number"]}.pdf"'},
    )


@pages.post("/i/<found_id>")
def invoice_pay(found_id: str) -> Answer:
    """Pay an open invoice with another card, or with the bank's yes."""
    try:
        with writing() as at:
            found = _invoice(found_id)
            if found["status"] == "open":
                _pay(at, found)
    except Refused as error:
        return _show_invoice(_invoice(found_id), str(error), error.status)
    if _waits_for_bank(found_id):
        return redirect(f"/i/{found_id}/bank", 303)
    return redirect(f"/i/{found_id}", 303)


def _saved(found: Thing) -> Thing | None:
    """The card that the invoice's subscription is charged to."""
    subscription_id = invoices.subscription_of(found)
    if not subscription_id:
        return None
    return subscriptions.method_of(world(), world().get("subscription", subscription_id))


def _pay(at: World, found: Thing, *, seen: bool = False) -> None:
    if seen:
        payment = invoices.payment_of(at, found)
        method = at.get("payment_method", payment[1]["payment_method"]) if payment else None
    elif "saved" in request.form:
        method = _saved(found)
    else:
        method = save_card(at, card_form(), found["customer"])
    subscription_id = invoices.subscription_of(found)
    outcome = invoices.pay(at, found, method, present=True, seen=seen)
    if outcome == "requires_payment_method":
        problem = invoices.payment_of(at, found)
        error = problem[1]["last_payment_error"] if problem else {}
        raise Refused(error["message"], status=402, kind="card_error", code=error["code"])
    if outcome == "succeeded":
        if subscription_id and method:
            subscription = at.get("subscription", subscription_id)
            at.change(subscription, "customer.subscription.updated", default_payment_method=method["id"])
        subscriptions.settle(at, found)


def _waits_for_bank(found_id: str) -> bool:
    payment = invoices.payment_of(world(), _invoice(found_id))
    return payment is not None and payment[1]["status"] == "requires_action"


@pages.get("/i/<found_id>/bank")
def invoice_bank_page(found_id: str) -> Answer:
    """3-D Secure for an invoice."""
    found = _invoice(found_id)
    return render_template(
        "bank.html", amount=found["amount_due"], currency=found["currency"], action=request.path
    )


@pages.post("/i/<found_id>/bank")
def invoice_bank_answer(found_id: str) -> Answer:
    """Completed or failed."""
    if "complete" not in request.form:
        problem = "Your bank did not confirm the payment. Try another card."
        return _show_invoice(_invoice(found_id), problem, 402)
    with writing() as at:
        found = _invoice(found_id)
        if found["status"] == "open":
            _pay(at, found, seen=True)
    return redirect(f"/i/{found_id}", 303)
