"""Checkout as a person goes through it, and what the site learns of it."""

import threading

import pytest
import requests

from .shop import PAGES, item_of


def test_a_subscription_is_bought(shop, sandbox):
    customer, price = shop.customer(), shop.price(2900)
    session = shop.session(customer, price, client_reference_id="order-7", metadata={"order": "7"})
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 2900)
    answer = sandbox.pay(session.url)
    back = requests.get(sandbox.url + answer.headers["Location"], allow_redirects=False, timeout=10)
    assert back.headers["Location"] == f"http://shop.test/done?s={session.id}"
    done = shop.again(session, "subscription.latest_invoice.payments", "line_items")
    assert (done.status, done.payment_status, done.client_reference_id) == ("complete", "paid", "order-7")
    assert done.metadata.to_dict() == {"order": "7"}
    assert done.url is None
    assert done.line_items.data[0].price.id == price.id
    subscription = done.subscription
    invoice = subscription.latest_invoice
    assert (subscription.status, invoice.status, invoice.amount_paid) == ("active", "paid", 2900)
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert invoice.billing_reason == "subscription_create"
    [line] = invoice.lines.data
    assert line.pricing.price_details.price == price.id
    assert line.parent.subscription_item_details.subscription_item == item_of(subscription).id
    assert line.parent.subscription_item_details.proration is False
    intent = shop.stripe.v1.payment_intents.retrieve(
        invoice.payments.data[0].payment.payment_intent, {"expand": ["latest_charge"]}
    )
    assert (intent.status, intent.latest_charge.amount_captured) == ("succeeded", 2900)


def test_what_is_told_of_it(shop, sandbox, stripe):
    session = shop.session(shop.customer(), shop.price())
    before = stripe.v1.events.list({"limit": 1}).data[0].id
    sandbox.pay(session.url)
    told = [one.type for one in stripe.v1.events.list({"limit": 100, "ending_before": before}).data]
    assert set(told) >= {
        "checkout.session.completed", "customer.subscription.created", "customer.subscription.updated",
        "invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded", "invoice_payment.paid",
        "payment_intent.created", "payment_intent.succeeded", "charge.succeeded", "payment_method.attached",
    }  # fmt: skip
    assert told.count("invoice.paid") == told.count("charge.succeeded") == 1


DECLINES = {
    "4000000000000002": ("card_declined", "generic_decline"),
    "4000000000009995": ("card_declined", "insufficient_funds"),
    "4000000000000069": ("expired_card", None),
    "4000000000000127": ("incorrect_cvc", None),
    "4000000000000341": ("card_declined", "generic_decline"),
}


@pytest.mark.parametrize("number", DECLINES)
def test_a_declined_card_pays_nothing_and_another_one_may_follow(shop, sandbox, stripe, number):
    customer = shop.customer()
    session = shop.session(customer, shop.price(900, interval=""), "payment")
    refused = sandbox.pay(session.url, number)
    assert refused.status_code == 402
    assert 'role="alert"' in refused.text
    [intent] = stripe.v1.payment_intents.list({"customer": customer.id}).data
    error = intent.last_payment_error.to_dict()
    assert (error["code"], error.get("decline_code")) == DECLINES[number]
    assert [one.status for one in stripe.v1.charges.list({"customer": customer.id}).data] == ["failed"]
    assert shop.again(session).status == "open"
    sandbox.pay(session.url)
    assert shop.again(session).payment_intent == intent.id
    assert [one.paid for one in stripe.v1.charges.list({"customer": customer.id}).data] == [True, False]


@pytest.mark.parametrize("number", ["4000000000000002", "4000000000000341"])
def test_a_declined_card_begins_no_subscription(shop, sandbox, stripe, number):
    customer = shop.customer()
    session = shop.session(customer, shop.price())
    assert sandbox.pay(session.url, number).status_code == 402
    assert stripe.v1.subscriptions.list({"customer": customer.id, "status": "all"}).data == []
    assert stripe.v1.invoices.list({"customer": customer.id}).data == []


@pytest.mark.parametrize("number", ["5555555555554444", "378282246310005"])
def test_other_brands_are_taken(shop, stripe, number):
    subscription = shop.subscribe(card=number)
    card = stripe.v1.payment_methods.retrieve(subscription.default_payment_method).card
    assert card.last4 == number[-4:]
    assert card.brand == {"5": "mastercard", "3": "amex"}[number[0]]


@pytest.mark.parametrize("typed", [
    {"number": "4242424242424241"}, {"number": ""}, {"expiry": "01/20"}, {"expiry": "13/44"}, {"cvc": "1"},
])  # fmt: skip
def test_what_was_typed_wrongly_is_said_and_nothing_tried(shop, sandbox, stripe, typed):
    customer = shop.customer()
    session = shop.session(customer, shop.price(900, interval=""), "payment")
    answer = sandbox.pay(session.url, **({"number": "4242424242424242"} | typed))
    assert answer.status_code == 402
    assert stripe.v1.payment_intents.list({"customer": customer.id}).data == []


class TestTheBank:
    @pytest.mark.parametrize("mode", ["subscription", "payment"])
    @pytest.mark.parametrize("number", ["4000002500003155", "4000000000003220"])
    def test_asks_and_a_yes_pays(self, shop, sandbox, mode, number):
        price = shop.price(interval="month" if mode == "subscription" else "")
        session = shop.session(shop.customer(), price, mode)
        asked = requests.post(session.url, data=typed(number), allow_redirects=False, timeout=10)
        assert asked.headers["Location"].endswith("/bank")
        assert shop.again(session).status == "open"
        page = requests.get(sandbox.url + asked.headers["Location"], timeout=10).text
        assert "Complete" in page
        assert "Fail" in page
        requests.post(
            sandbox.url + asked.headers["Location"], data={"complete": "1"}, timeout=10, allow_redirects=False
        )
        assert shop.again(session).payment_status == "paid"

    @pytest.mark.parametrize("mode", ["subscription", "payment"])
    def test_a_no_pays_nothing(self, shop, sandbox, stripe, mode):
        customer = shop.customer()
        session = shop.session(customer, shop.price(interval="month" if mode == "subscription" else ""), mode)
        asked = requests.post(session.url, data=typed("4000002500003155"), allow_redirects=False, timeout=10)
        answer = requests.post(sandbox.url + asked.headers["Location"], data={"fail": "1"}, timeout=10)
        assert answer.status_code == 402
        assert shop.again(session).status == "open"
        assert [one for one in stripe.v1.charges.list({"customer": customer.id}).data if one.paid] == []
        late = requests.post(sandbox.url + asked.headers["Location"], data={"complete": "1"}, timeout=10)
        assert late.status_code == 400
        assert shop.again(session).status == "open"


def typed(number):
    return {"number": number, "expiry": "12/44", "cvc": "123", "name": "Ada", "country": "US"}


def test_a_pack_is_paid_once_with_its_invoice(shop, sandbox, stripe):
    session = shop.session(
        shop.customer(), shop.price(900, interval=""), "payment", quantity=2,
        invoice_creation={"enabled": True, "invoice_data": {"metadata": {"order": "9"}}},
        payment_intent_data={"metadata": {"order": "9"}},
    )  # fmt: skip
    sandbox.pay(session.url)
    done = shop.again(session, "payment_intent", "invoice")
    assert (done.invoice.status, done.invoice.total, done.payment_intent.amount) == ("paid", 1800, 1800)
    assert done.payment_intent.metadata["order"] == done.invoice.metadata["order"] == "9"
    [paid] = stripe.v1.invoice_payments.list({"invoice": done.invoice.id}).data
    assert paid.payment.payment_intent == done.payment_intent.id


def test_a_pack_without_invoice_has_none(shop, sandbox, stripe):
    customer = shop.customer()
    session = shop.session(customer, shop.price(900, interval=""), "payment")
    sandbox.pay(session.url)
    assert shop.again(session).invoice is None
    assert stripe.v1.invoices.list({"customer": customer.id}).data == []


def test_a_price_made_for_the_session_alone(shop, sandbox):
    data = {"currency": "eur", "unit_amount": 1234, "product_data": {"name": "A clip"}}
    session = shop.stripe.v1.checkout.sessions.create(
        {"mode": "payment", "line_items": [{"price_data": data, "quantity": 1}], **PAGES}
    )
    assert sandbox.pay(session.url, email="guest@example.com").status_code == 303
    done = shop.again(session, "payment_intent")
    assert (done.customer, done.customer_details.email) == (None, "guest@example.com")
    assert done.payment_intent.amount_received == 1234


def test_several_things_are_paid_together_in_one_currency(shop, sandbox, stripe):
    one, two = shop.price(900, interval=""), shop.price(250, interval="")
    lines = [{"price": one.id, "quantity": 1}, {"price": two.id, "quantity": 4}]
    wanted = {
        "mode": "payment",
        "customer": shop.customer().id,
        "invoice_creation": {"enabled": True},
        **PAGES,
    }
    session = stripe.v1.checkout.sessions.create({**wanted, "line_items": lines})
    assert session.amount_total == 1900
    first = stripe.v1.checkout.sessions.line_items.list(session.id, {"limit": 1})
    assert [line.amount_total for line in first.auto_paging_iter()] == [900, 1000]
    sandbox.pay(session.url)
    assert [line.amount for line in shop.again(session, "invoice").invoice.lines.data] == [900, 1000]
    lines.append({"price": shop.price(1, interval="", currency="usd").id, "quantity": 1})
    with pytest.raises(Exception, match="same currency"):
        stripe.v1.checkout.sessions.create({**wanted, "line_items": lines})


def test_a_card_is_saved_without_a_payment(shop, sandbox, stripe):
    customer = shop.customer()
    session = stripe.v1.checkout.sessions.create(
        {"mode": "setup", "currency": "eur", "customer": customer.id, **PAGES}
    )
    sandbox.pay(session.url)
    intent = stripe.v1.setup_intents.retrieve(
        shop.again(session).setup_intent, {"expand": ["payment_method"]}
    )
    assert (intent.status, intent.payment_method.customer) == ("succeeded", customer.id)
    assert stripe.v1.charges.list({"customer": customer.id}).data == []


class TestPayPressed:
    def test_twice_is_paid_once(self, shop, sandbox, stripe):
        customer = shop.customer()
        session = shop.session(customer, shop.price(900, interval=""), "payment")
        presses = [threading.Thread(target=sandbox.pay, args=(session.url,)) for _ in range(4)]
        for one in presses:
            one.start()
        for one in presses:
            one.join()
        assert len(stripe.v1.charges.list({"customer": customer.id}).data) == 1

    def test_with_tampered_fields_costs_the_same(self, shop, sandbox):
        session = shop.session(shop.customer(), shop.price(900, interval=""), "payment", quantity=2)
        sandbox.pay(session.url, amount="1", quantity="1", currency="jpy", price="price_x", amount_total="0")
        assert shop.again(session, "payment_intent").payment_intent.amount == 1800

    def test_with_a_quantity_nobody_offered(self, shop):
        session = shop.session(shop.customer(), shop.price(900, interval=""), "payment")
        answer = requests.post(session.url, data={"change": "1", "quantity": "5"}, timeout=10)
        assert answer.status_code == 400
        assert shop.again(session).amount_total == 900

    def test_after_the_session_expired(self, shop, sandbox, stripe):
        customer = shop.customer()
        session = shop.session(customer, shop.price())
        stripe.v1.checkout.sessions.expire(session.id)
        assert sandbox.pay(session.url).status_code == 410
        assert shop.again(session).status == "expired"
        assert stripe.v1.subscriptions.list({"customer": customer.id}).data == []


def test_how_many_may_be_chosen_where_the_site_lets_people(shop, sandbox, stripe):
    price = shop.price()
    line = {
        "price": price.id,
        "quantity": 2,
        "adjustable_quantity": {"enabled": True, "minimum": 2, "maximum": 5},
    }
    session = stripe.v1.checkout.sessions.create(
        {"mode": "subscription", "customer": shop.customer().id, "line_items": [line], **PAGES}
    )
    assert requests.post(session.url, data={"change": "1", "quantity": "6"}, timeout=10).status_code == 400
    requests.post(session.url, data={"change": "1", "quantity": "4"}, timeout=10)
    sandbox.pay(session.url)
    done = shop.again(session, "subscription")
    assert (done.amount_total, item_of(done.subscription).quantity) == (4 * 2900, 4)


def test_a_trial_costs_nothing_yet(shop):
    subscription = shop.subscribe(subscription_data={"trial_period_days": 7, "metadata": {"order": "3"}})
    assert (subscription.status, subscription.metadata["order"]) == ("trialing", "3")
    assert subscription.trial_end - subscription.trial_start == 7 * 86_400
    [invoice] = shop.invoices(subscription)
    assert (invoice.status, invoice.total, invoice.payments.data) == ("paid", 0, [])


class TestDiscounts:
    @pytest.mark.parametrize(("coupon", "total"), [
        ({"percent_off": 25}, 2175), ({"amount_off": 900, "currency": "eur"}, 2000), ({"percent_off": 100}, 0),
        ({"percent_off": 33.5}, 1928),
    ])  # fmt: skip
    def test_a_promotion_code_is_typed(self, shop, sandbox, stripe, coupon, total):
        made = stripe.v1.coupons.create({**coupon, "duration": "once"})
        code = stripe.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": made.id}})
        session = shop.session(shop.customer(), shop.price(2900), allow_promotion_codes=True)
        assert (
            requests.post(session.url, data={"apply": "1", "code": "NONSENSE"}, timeout=10).status_code == 400
        )
        assert shop.again(session).amount_total == 2900
        requests.post(session.url, data={"apply": "1", "code": code.code.lower()}, timeout=10)
        sandbox.pay(session.url)
        done = shop.again(session, "invoice", "subscription.discounts")
        assert done.amount_total == done.invoice.total == done.invoice.amount_paid == total
        assert done.discounts[0].promotion_code == code.id
        assert done.subscription.discounts[0].source.coupon == made.id
        assert stripe.v1.coupons.retrieve(made.id).times_redeemed == 1

    def test_a_coupon_of_the_site_and_one_used_up(self, shop, sandbox, stripe):
        coupon = stripe.v1.coupons.create({"percent_off": 50, "duration": "once", "max_redemptions": 1})
        session = shop.session(
            shop.customer(), shop.price(901, interval=""), "payment", discounts=[{"coupon": coupon.id}],
            invoice_creation={"enabled": True},
        )  # fmt: skip
        assert session.amount_total == 450  # 450.5 come off: halves go away from zero
        sandbox.pay(session.url)
        assert shop.again(session, "invoice").invoice.total == 450
        with pytest.raises(Exception, match="Coupon expired"):
            shop.session(shop.customer(), shop.price(), discounts=[{"coupon": coupon.id}])


class TestTax:
    @pytest.mark.parametrize(
        ("behavior", "total", "tax"), [("exclusive", 3451, 551), ("inclusive", 2900, 463)]
    )
    def test_is_what_the_country_asks(self, shop, behavior, total, tax):
        price = shop.price(2900, tax_behavior=behavior)
        customer = shop.customer(address={"country": "DE"})
        subscription = shop.subscribe(price, customer=customer, country="DE", automatic_tax={"enabled": True})
        [invoice] = shop.invoices(subscription)
        assert (invoice.subtotal, invoice.total, invoice.total_excluding_tax) == (2900, total, total - tax)
        [part] = invoice.total_taxes
        assert (part.amount, part.tax_behavior) == (tax, behavior)

    def test_the_country_may_be_known_only_on_the_page(self, shop, sandbox, stripe):
        customer = shop.customer()
        session = shop.session(
            customer, shop.price(), automatic_tax={"enabled": True}, customer_update={"address": "auto"}
        )
        assert session.automatic_tax.status == "requires_location_inputs"
        sandbox.pay(session.url, country="DE")
        done = shop.again(session, "invoice")
        assert (done.amount_total, done.total_details.amount_tax, done.invoice.total) == (3451, 551, 3451)
        assert stripe.v1.customers.retrieve(customer.id).address.country == "DE"

    def test_is_none_where_nobody_asked_for_it(self, shop):
        [invoice] = shop.invoices(shop.subscribe(country="DE"))
        assert (invoice.total, invoice.total_taxes) == (2900, [])
