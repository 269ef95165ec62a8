"""Changes of a subscription: what the preview says is what is billed, to the cent."""

import pytest
import stripe as sdk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .shop import item_of

DAY = 86_400


def half_up(amount, left, whole):
    """By the second, halves away from zero: how Stripe prorates, worked out anew."""
    sign = -1 if amount < 0 else 1
    return sign * int(abs(amount) * left / whole + 0.5)


@pytest.mark.parametrize(("before", "after", "days"), [(2900, 4900, 10), (999, 1001, 3), (4900, 2900, 20)])
def test_an_upgrade_is_billed_as_previewed(shop, sandbox, stripe, before, after, days):
    subscription = shop.subscribe(shop.price(before))
    sandbox.advance(days=days)
    item, at, price = item_of(subscription), sandbox.now(), shop.price(after)
    preview = stripe.v1.invoices.create_preview({
        "customer": subscription.customer, "subscription": subscription.id,
        "subscription_details": {
            "items": [{"id": item.id, "price": price.id, "quantity": 1}],
            "proration_date": at, "proration_behavior": "always_invoice",
        },
    })  # fmt: skip
    assert shop.fresh(subscription).latest_invoice == subscription.latest_invoice  # a preview writes nothing
    changed = shop.change(
        subscription, price, 1, proration_date=at, proration_behavior="always_invoice",
        payment_behavior="pending_if_incomplete", expand=["latest_invoice"],
    )  # fmt: skip
    bill, whole = changed.latest_invoice, item.current_period_end - item.current_period_start
    left = item.current_period_end - at
    assert [line.amount for line in bill.lines.data] == [
        half_up(-before, left, whole),
        half_up(after, left, whole),
    ]
    assert [(one.description, one.amount) for one in bill.lines.data] == [
        (one.description, one.amount) for one in preview.lines.data
    ]
    assert (bill.total, bill.amount_due) == (preview.total, preview.amount_due)
    assert [line.parent.subscription_item_details.proration for line in bill.lines.data] == [True, True]
    assert item_of(changed).price.id == price.id
    assert item_of(changed).current_period_end == item.current_period_end
    balance = stripe.v1.customers.retrieve(subscription.customer).balance
    assert balance == min(0, bill.total)


@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_changes_the_bill_is_the_preview(shop, sandbox, stripe, data):
    """Price, seats, tax, a coupon, some days: the lines agree, their sum is the total, nobody is charged below zero."""
    amounts, seats = st.integers(1, 20_000), st.integers(1, 7)
    coupon = stripe.v1.coupons.create({"percent_off": data.draw(st.integers(1, 60)), "duration": "forever"})
    discounts = [{"coupon": coupon.id}] if data.draw(st.booleans()) else []
    behavior = data.draw(st.sampled_from(["inclusive", "exclusive"]))
    subscription = shop.subscribe(
        shop.price(data.draw(amounts), tax_behavior=behavior), quantity=data.draw(seats), country="DE",
        customer=shop.customer(address={"country": "DE"}), automatic_tax={"enabled": True}, discounts=discounts,
    )  # fmt: skip
    sandbox.advance(hours=data.draw(st.integers(1, 600)))
    at, item = sandbox.now(), item_of(subscription)
    interval = data.draw(st.sampled_from(["month", "year"]))
    price = shop.price(data.draw(amounts), interval, tax_behavior=behavior)
    wanted = {
        "items": [{"id": item.id, "price": price.id, "quantity": data.draw(seats)}],
        "proration_date": at, "proration_behavior": "always_invoice",
    }  # fmt: skip
    preview = stripe.v1.invoices.create_preview(
        {"subscription": subscription.id, "subscription_details": wanted}
    )
    bill = stripe.v1.subscriptions.update(
        subscription.id, {**wanted, "expand": ["latest_invoice"]}
    ).latest_invoice
    assert [one.amount for one in bill.lines.data] == [one.amount for one in preview.lines.data]
    assert (bill.total, bill.amount_due) == (preview.total, preview.amount_due)
    assert bill.subtotal == sum(one.amount for one in bill.lines.data)
    assert bill.amount_paid == bill.amount_due == max(0, bill.total)
    assert stripe.v1.customers.retrieve(subscription.customer).balance == min(0, bill.total)


def test_what_is_left_over_pays_for_the_next_invoice(shop, sandbox, stripe):
    subscription = shop.subscribe(shop.price(9000))
    shop.change(subscription, shop.price(3000), proration_behavior="always_invoice")
    credit = stripe.v1.customers.retrieve(subscription.customer).balance
    assert credit < -5900
    sandbox.advance(days=32)
    invoice = shop.invoices(subscription)[-1]
    assert (invoice.total, invoice.amount_due, invoice.status) == (3000, 0, "paid")
    assert stripe.v1.customers.retrieve(subscription.customer).balance == credit + 3000
    assert (invoice.starting_balance, invoice.ending_balance) == (credit, credit + 3000)


def test_seats_are_added(shop, sandbox):
    subscription = shop.subscribe(shop.price(1000), quantity=3)
    changed = shop.change(
        subscription, quantity=5, proration_behavior="always_invoice", expand=["latest_invoice"]
    )
    assert item_of(changed).quantity == 5
    assert changed.latest_invoice.total == pytest.approx(2000, abs=1)
    sandbox.advance(days=32)
    assert shop.invoices(subscription)[-1].total == 5000


def test_prorations_wait_for_the_renewal_where_nobody_invoices_them(shop, sandbox, stripe):
    subscription = shop.subscribe(shop.price(1000), quantity=3)
    shop.change(subscription, quantity=2)
    waiting = stripe.v1.invoice_items.list({"customer": subscription.customer, "pending": True}).data
    assert sorted(one.amount for one in waiting) == [pytest.approx(-3000, abs=1), pytest.approx(2000, abs=1)]
    assert len(shop.invoices(subscription)) == 1
    preview = stripe.v1.invoices.create_preview({"subscription": subscription.id})
    sandbox.advance(days=32)
    invoice = shop.invoices(subscription)[-1]
    assert invoice.total == preview.total == 2000 + sum(one.amount for one in waiting)
    after = stripe.v1.invoice_items.list({"customer": subscription.customer}).data
    assert {one.invoice for one in after} == {invoice.id}


def test_nothing_is_prorated_where_nobody_wants_it(shop, sandbox, stripe):
    subscription = shop.subscribe(shop.price(1000))
    shop.change(subscription, shop.price(5000), proration_behavior="none")
    assert stripe.v1.invoice_items.list({"customer": subscription.customer}).data == []
    sandbox.advance(days=32)
    assert [one.total for one in shop.invoices(subscription)] == [1000, 5000]


def test_from_months_to_years_a_new_period_begins(shop, sandbox):
    subscription = shop.subscribe(shop.price(1000))
    sandbox.advance(days=15)
    changed = shop.change(
        subscription,
        shop.price(10_000, "year"),
        proration_behavior="always_invoice",
        expand=["latest_invoice"],
    )
    item, invoice = item_of(changed), changed.latest_invoice
    assert item.current_period_end - item.current_period_start in (365 * DAY, 366 * DAY)
    assert invoice.lines.data[1].amount == 10_000
    assert -550 < invoice.lines.data[0].amount < -450
    assert changed.billing_cycle_anchor == item.current_period_start


def test_time_bought_at_a_discount_is_given_back_at_a_discount(shop, stripe):
    coupon = stripe.v1.coupons.create({"percent_off": 50, "duration": "forever"})
    subscription = shop.subscribe(shop.price(2000), discounts=[{"coupon": coupon.id}])
    changed = shop.change(
        subscription, shop.price(6000), proration_behavior="always_invoice", expand=["latest_invoice"]
    )
    amounts = [line.amount for line in changed.latest_invoice.lines.data]
    assert amounts == [pytest.approx(-1000, abs=1), pytest.approx(3000, abs=1)]


class TestTheCardFails:
    def failing(self, shop, stripe, token="pm_card_chargeCustomerFail"):
        subscription = shop.subscribe(shop.price(1000))
        bad = stripe.v1.payment_methods.attach(token, {"customer": subscription.customer})
        stripe.v1.subscriptions.update(subscription.id, {"default_payment_method": bad.id})
        return subscription

    def test_nothing_changes_until_the_invoice_is_paid(self, shop, sandbox, stripe):
        subscription, price = self.failing(shop, stripe), shop.price(3000)
        changed = shop.change(
            subscription, price, proration_behavior="always_invoice",
            payment_behavior="pending_if_incomplete", expand=["latest_invoice"],
        )  # fmt: skip
        assert changed.status == "active"
        assert item_of(changed).price.unit_amount == 1000
        assert changed.pending_update.subscription_items[0].price.id == price.id
        sandbox.pay(changed.latest_invoice.hosted_invoice_url)
        after = shop.fresh(subscription)
        assert (item_of(after).price.id, after.pending_update) == (price.id, None)
        told = [event.type for event in shop.events(subscription.id)]
        assert "customer.subscription.pending_update_applied" in told

    def test_an_update_that_waits_too_long_lapses(self, shop, sandbox, stripe):
        subscription = self.failing(shop, stripe)
        changed = shop.change(
            subscription,
            shop.price(3000),
            proration_behavior="always_invoice",
            payment_behavior="pending_if_incomplete",
        )
        sandbox.advance(days=1)
        after = shop.fresh(subscription, "latest_invoice")
        assert (item_of(after).price.unit_amount, after.pending_update) == (1000, None)
        assert stripe.v1.invoices.retrieve(changed.latest_invoice).status == "void"
        told = [event.type for event in shop.events(subscription.id)]
        assert "customer.subscription.pending_update_expired" in told

    @pytest.mark.parametrize("token", ["pm_card_chargeCustomerFail", "pm_card_authenticationRequired"])
    def test_all_or_nothing(self, shop, stripe, token):
        subscription = self.failing(shop, stripe, token)
        with pytest.raises(sdk.CardError):
            shop.change(
                subscription, shop.price(3000), proration_behavior="always_invoice",
                payment_behavior="error_if_incomplete",
            )  # fmt: skip
        after = shop.fresh(subscription)
        assert item_of(after).price.unit_amount == 1000
        assert len(shop.invoices(subscription)) == 1

    def test_by_default_it_changes_and_is_owed(self, shop, stripe):
        subscription = self.failing(shop, stripe)
        changed = shop.change(subscription, shop.price(3000), proration_behavior="always_invoice")
        assert (changed.status, item_of(changed).price.unit_amount) == ("past_due", 3000)


class TestSchedules:
    def downgraded(self, shop, stripe, end_behavior="release"):
        subscription, price = shop.subscribe(shop.price(4900)), shop.price(2900)
        schedule = stripe.v1.subscription_schedules.create({"from_subscription": subscription.id})
        now = schedule.phases[0]
        stripe.v1.subscription_schedules.update(schedule.id, {
            "end_behavior": end_behavior, "proration_behavior": "none",
            "phases": [
                {"items": [{"price": now["items"][0].price, "quantity": 1}],
                 "start_date": now.start_date, "end_date": now.end_date},
                {"items": [{"price": price.id, "quantity": 1}], "duration": {"interval": "month", "interval_count": 1}},
            ],
        })  # fmt: skip
        return subscription, price, schedule

    def test_the_lower_price_begins_with_the_renewal(self, shop, sandbox, stripe):
        subscription, price, schedule = self.downgraded(shop, stripe)
        assert item_of(shop.fresh(subscription)).price.unit_amount == 4900
        preview = stripe.v1.invoices.create_preview({"schedule": schedule.id})
        assert preview.total == 2900
        sandbox.advance(days=32)
        assert item_of(shop.fresh(subscription)).price.id == price.id
        assert [one.total for one in shop.invoices(subscription)] == [4900, 2900]
        sandbox.advance(days=31)
        assert shop.fresh(subscription).schedule is None
        assert stripe.v1.subscription_schedules.retrieve(schedule.id).status == "released"

    def test_it_is_taken_back(self, shop, sandbox, stripe):
        subscription, _, schedule = self.downgraded(shop, stripe)
        with pytest.raises(sdk.InvalidRequestError, match="managed by the subscription schedule"):
            shop.change(subscription, quantity=2)
        released = stripe.v1.subscription_schedules.release(schedule.id)
        assert (released.status, released.released_subscription) == ("released", subscription.id)
        sandbox.advance(days=32)
        assert shop.invoices(subscription)[-1].total == 4900

    def test_it_ends_the_subscription(self, shop, sandbox, stripe):
        subscription, _, schedule = self.downgraded(shop, stripe, "cancel")
        sandbox.advance(days=65)
        assert shop.fresh(subscription).status == "canceled"
        assert stripe.v1.subscription_schedules.retrieve(schedule.id).status == "completed"
        assert [one.total for one in shop.invoices(subscription)] == [4900, 2900]

    def test_cancelled_with_its_subscription(self, shop, stripe):
        subscription, _, schedule = self.downgraded(shop, stripe)
        assert stripe.v1.subscription_schedules.cancel(schedule.id).status == "canceled"
        assert shop.fresh(subscription).status == "canceled"


class TestCancelling:
    def test_at_the_end_of_the_period_and_taken_back(self, shop, sandbox, stripe):
        subscription = shop.subscribe()
        ending = stripe.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
        assert (ending.status, ending.cancel_at) == ("active", item_of(subscription).current_period_end)
        again = stripe.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": False})
        assert (again.cancel_at, again.canceled_at) == (None, None)
        sandbox.advance(days=32)
        assert shop.fresh(subscription).status == "active"

    def test_at_the_end_of_the_period(self, shop, sandbox, stripe):
        subscription = shop.subscribe()
        stripe.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
        sandbox.advance(days=32)
        after = shop.fresh(subscription)
        assert (after.status, after.ended_at) == ("canceled", item_of(subscription).current_period_end)
        assert len(shop.invoices(subscription)) == 1
        assert shop.events(subscription.id)[-1].type == "customer.subscription.deleted"

    def test_at_once_with_the_rest_given_back(self, shop, sandbox, stripe):
        subscription = shop.subscribe(shop.price(3000))
        sandbox.advance(days=15)
        gone = stripe.v1.subscriptions.cancel(subscription.id, {"prorate": True, "invoice_now": True})
        assert gone.status == "canceled"
        assert -1600 < shop.invoices(subscription)[-1].total < -1400
        assert (
            stripe.v1.customers.retrieve(subscription.customer).balance
            == shop.invoices(subscription)[-1].total
        )
        with pytest.raises(sdk.InvalidRequestError):
            stripe.v1.subscriptions.cancel(subscription.id)

    def test_at_once_without_a_word_about_money(self, shop, stripe):
        subscription = shop.subscribe()
        stripe.v1.subscriptions.cancel(subscription.id)
        assert len(shop.invoices(subscription)) == 1
        assert stripe.v1.customers.retrieve(subscription.customer).balance == 0


@pytest.mark.parametrize(("behavior", "status"), [
    ("void", "void"), ("mark_uncollectible", "uncollectible"), ("keep_as_draft", "draft"),
])  # fmt: skip
def test_paused_nothing_is_charged_until_it_goes_on(shop, sandbox, stripe, behavior, status):
    subscription = shop.subscribe()
    resumes = sandbox.now() + 50 * DAY
    paused = stripe.v1.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": behavior, "resumes_at": resumes}}
    )
    assert (paused.status, paused.pause_collection.resumes_at) == ("active", resumes)
    sandbox.advance(days=32)
    assert shop.invoices(subscription)[-1].status == status
    sandbox.advance(days=31)
    assert shop.fresh(subscription).pause_collection is None
    assert [one.status for one in shop.invoices(subscription)] == ["paid", status, "paid"]
    charges = stripe.v1.charges.list({"customer": subscription.customer}).data
    assert len(charges) == 2


def test_going_on_at_once_begins_a_new_period(shop, sandbox, stripe):
    subscription = shop.subscribe()
    stripe.v1.subscriptions.update(subscription.id, {"pause_collection": {"behavior": "void"}})
    sandbox.advance(days=40)
    after = stripe.v1.subscriptions.update(subscription.id, {
        "pause_collection": "", "billing_cycle_anchor": "now", "proration_behavior": "none",
        "payment_behavior": "error_if_incomplete", "expand": ["latest_invoice"],
    })  # fmt: skip
    assert after.latest_invoice.status == "paid"
    assert item_of(after).current_period_start == pytest.approx(sandbox.now(), abs=5)


def test_another_currency_is_refused(shop):
    subscription = shop.subscribe()
    with pytest.raises(sdk.InvalidRequestError, match="currency"):
        shop.change(subscription, shop.price(currency="usd"))


def test_the_event_says_what_was_before(shop):
    subscription = shop.subscribe(quantity=2)
    shop.change(subscription, quantity=3, proration_behavior="none")
    event = shop.events(subscription.id)[-1]
    assert event.type == "customer.subscription.updated"
    assert event.data.previous_attributes["items"]["data"][0]["quantity"] == 2
    assert event.data.object["items"]["data"][0]["quantity"] == 3
    assert "status" not in event.data.previous_attributes
