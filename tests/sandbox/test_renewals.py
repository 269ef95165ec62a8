"""What time brings about: renewals, failing ones, trials, and the clock itself."""

from datetime import UTC, datetime

import pytest
import stripe as sdk

from .process import Sandbox
from .shop import Shop, item_of

DAY, HOUR = 86_400, 3600


def stamp(*day):
    return int(datetime(*day, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(("begun", "ends"), [
    ((2027, 1, 31, 10), [(2027, 2, 28, 10), (2027, 3, 31, 10), (2027, 4, 30, 10), (2027, 5, 31, 10)]),
    ((2028, 1, 30, 10), [(2028, 2, 29, 10), (2028, 3, 30, 10)]),
])  # fmt: skip
def test_months_keep_to_the_day_they_began_on(tmp_path, begun, ends):
    sandbox = Sandbox(tmp_path)
    try:
        shop = Shop(sandbox, sandbox.client())
        sandbox.advance(to=stamp(*begun))
        subscription = shop.subscribe()
        found = []
        for end in ends:
            item = item_of(shop.fresh(subscription))
            found.append(item.current_period_end - item.current_period_end % 60)
            sandbox.advance(to=stamp(*end) + 2 * HOUR)
        assert found == [stamp(*end) for end in ends]
    finally:
        sandbox.stop()


def test_a_year_from_a_leap_day(tmp_path):
    sandbox = Sandbox(tmp_path)
    try:
        shop = Shop(sandbox, sandbox.client())
        sandbox.advance(to=stamp(2028, 2, 29, 10))
        subscription = shop.subscribe(shop.price(29_000, "year"))
        end = datetime.fromtimestamp(item_of(subscription).current_period_end, UTC)
        assert (end.year, end.month, end.day) == (2029, 2, 28)
    finally:
        sandbox.stop()


def test_a_renewal_is_a_draft_for_an_hour_and_paid_then(shop, sandbox):
    subscription = shop.subscribe(shop.price(2900))
    end = item_of(subscription).current_period_end
    sandbox.advance(to=end + 60)
    invoice = shop.invoices(subscription)[-1]
    assert (invoice.status, invoice.number, invoice.automatically_finalizes_at) == ("draft", None, end + HOUR)
    assert item_of(shop.fresh(subscription)).current_period_start == end
    sandbox.advance(to=end + HOUR + 60)
    invoice = shop.invoices(subscription)[-1]
    assert (invoice.status, invoice.total, invoice.billing_reason) == ("paid", 2900, "subscription_cycle")
    assert invoice.status_transitions.paid_at == end + HOUR
    told = [event.type for event in shop.events(invoice.id)]
    assert told == ["invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded"]


def test_every_renewal_on_the_way_happens_at_its_own_moment(shop, sandbox):
    subscription = shop.subscribe()
    first = item_of(subscription).current_period_end
    sandbox.advance(days=100)
    invoices = shop.invoices(subscription)
    assert [one.status for one in invoices] == ["paid"] * 4
    assert invoices[1].created == first
    assert [event.created for event in shop.events(invoices[1].id)][:2] == [first, first + HOUR]
    assert len({one.created for one in invoices}) == 4


def test_the_renewal_is_announced_a_week_before(shop, sandbox, stripe):
    subscription = shop.subscribe()
    end = item_of(subscription).current_period_end
    sandbox.advance(to=end - 7 * DAY + 60)
    [event] = [
        one for one in stripe.v1.events.list({"type": "invoice.upcoming", "limit": 100}).data
        if one.data.object.parent.subscription_details.subscription == subscription.id
    ]  # fmt: skip
    assert event.created == end - 7 * DAY
    assert event.data.object.amount_due == 2900
    assert len(shop.invoices(subscription)) == 1


class TestTrials:
    def test_end_with_a_bill_after_a_warning(self, shop, sandbox):
        subscription = shop.subscribe(subscription_data={"trial_period_days": 7})
        sandbox.advance(days=5)
        assert "customer.subscription.trial_will_end" in [one.type for one in shop.events(subscription.id)]
        sandbox.advance(days=3)
        assert shop.fresh(subscription).status == "active"
        assert [one.total for one in shop.invoices(subscription)] == [0, 2900]

    def test_may_change_their_plan_and_pay_when_they_end(self, shop, sandbox, stripe):
        subscription = shop.subscribe(subscription_data={"trial_period_days": 7})
        yearly = shop.price(29_000, "year")
        item = {"id": item_of(subscription).id, "price": yearly.id}
        preview = stripe.v1.invoices.create_preview(
            {"subscription": subscription.id, "subscription_details": {"items": [item]}}
        )
        changed = shop.change(subscription, yearly, proration_behavior="always_invoice")
        assert (changed.status, len(shop.invoices(subscription))) == ("trialing", 1)
        sandbox.advance(days=8)
        assert [one.total for one in shop.invoices(subscription)] == [0, 29_000]
        assert preview.total == 29_000
        period = item_of(shop.fresh(subscription))
        assert period.current_period_end - period.current_period_start in (365 * DAY, 366 * DAY)

    def test_cancelled_cost_nothing(self, shop, sandbox, stripe):
        subscription = shop.subscribe(subscription_data={"trial_period_days": 7})
        stripe.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
        sandbox.advance(days=8)
        assert shop.fresh(subscription).status == "canceled"
        assert stripe.v1.charges.list({"customer": subscription.customer}).data == []


class TestTheCardFails:
    @pytest.fixture
    def owing(self, shop, sandbox, stripe):
        subscription = shop.subscribe()
        bad = stripe.v1.payment_methods.attach(
            "pm_card_chargeCustomerFail", {"customer": subscription.customer}
        )
        stripe.v1.subscriptions.update(subscription.id, {"default_payment_method": bad.id})
        sandbox.advance(to=item_of(subscription).current_period_end + HOUR + 60)
        return shop.fresh(subscription)

    def test_the_subscription_is_past_due_and_tried_again(self, owing, shop):
        invoice = shop.invoices(owing)[-1]
        assert (owing.status, invoice.status, invoice.attempt_count) == ("past_due", "open", 1)
        assert invoice.next_payment_attempt == invoice.status_transitions.finalized_at + 3 * DAY
        assert "invoice.payment_failed" in [one.type for one in shop.events(invoice.id)]

    def test_until_it_is_cancelled(self, owing, shop, sandbox):
        tries = []
        for days in (3, 5, 7):
            sandbox.advance(days=days, hours=1)
            tries.append((shop.invoices(owing)[-1].attempt_count, shop.fresh(owing).status))
        assert tries == [(2, "past_due"), (3, "past_due"), (4, "canceled")]
        after = shop.fresh(owing)
        assert after.cancellation_details.reason == "payment_failed"
        assert shop.invoices(owing)[-1].status == "open"

    def test_a_new_card_in_time_recovers(self, owing, shop, sandbox, stripe):
        good = stripe.v1.payment_methods.attach("pm_card_visa", {"customer": owing.customer})
        stripe.v1.subscriptions.update(owing.id, {"default_payment_method": good.id})
        sandbox.advance(days=3, hours=1)
        assert (shop.fresh(owing).status, shop.invoices(owing)[-1].status) == ("active", "paid")

    def test_the_hosted_invoice_recovers(self, owing, shop, sandbox):
        assert sandbox.pay(shop.invoices(owing)[-1].hosted_invoice_url).status_code == 303
        assert (shop.fresh(owing).status, shop.invoices(owing)[-1].status) == ("active", "paid")
        sandbox.advance(days=32)
        assert shop.invoices(owing)[-1].status == "paid"  # the card it was paid with is the card from then on

    def test_the_api_pays_or_keeps_the_declined_try(self, owing, shop, stripe):
        invoice = shop.invoices(owing)[-1]
        with pytest.raises(sdk.CardError) as told:
            stripe.v1.invoices.pay(invoice.id)
        assert (told.value.code, told.value.http_status) == ("card_declined", 402)
        assert stripe.v1.invoices.retrieve(invoice.id).attempt_count == 2
        good = stripe.v1.payment_methods.attach("pm_card_visa", {"customer": owing.customer})
        assert stripe.v1.invoices.pay(invoice.id, {"payment_method": good.id}).status == "paid"
        assert shop.fresh(owing).status == "active"
        with pytest.raises(sdk.InvalidRequestError) as told:
            stripe.v1.invoices.pay(invoice.id)
        assert told.value.code == "invoice_already_paid"


def test_a_card_runs_out(shop, sandbox):
    now = datetime.fromtimestamp(sandbox.now(), UTC)
    session = shop.session(shop.customer(), shop.price())
    sandbox.pay(session.url, expiry=f"{now.month:02}/{now.year % 100:02}")
    subscription = shop.fresh(shop.again(session, "subscription").subscription)
    assert subscription.status == "active"
    sandbox.advance(days=32)
    after = shop.fresh(subscription, "latest_invoice.payments.data.payment.payment_intent")
    intent = after.latest_invoice.payments.data[0].payment.payment_intent
    assert (after.status, intent.last_payment_error.code) == ("past_due", "expired_card")


class TestWithoutCheckout:
    def begin(self, shop, stripe, token, **more):
        customer = shop.customer()
        card = stripe.v1.payment_methods.attach(token, {"customer": customer.id})
        stripe.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": card.id}})
        return stripe.v1.subscriptions.create({
            "customer": customer.id, "items": [{"price": shop.price().id, "quantity": 2}],
            "expand": ["latest_invoice.payments"], **more,
        })  # fmt: skip

    def test_a_subscription_is_paid_with_the_customers_card(self, shop, stripe):
        subscription = self.begin(shop, stripe, "pm_card_visa")
        assert (subscription.status, subscription.latest_invoice.amount_paid) == ("active", 5800)

    def test_a_declined_one_is_incomplete_and_expires(self, shop, sandbox, stripe):
        subscription = self.begin(shop, stripe, "pm_card_chargeCustomerFail")
        assert subscription.status == "incomplete"
        sandbox.advance(hours=24)
        assert shop.fresh(subscription).status == "incomplete_expired"
        assert shop.invoices(subscription)[0].status == "void"

    def test_it_may_wait_for_its_payment_to_be_confirmed(self, shop, stripe):
        subscription = self.begin(shop, stripe, "pm_card_visa", payment_behavior="default_incomplete")
        assert subscription.status == "incomplete"
        intent = subscription.latest_invoice.payments.data[0].payment.payment_intent
        assert stripe.v1.payment_intents.confirm(intent).status == "succeeded"
        assert shop.fresh(subscription).status == "active"


class TestTheClock:
    def test_is_one_and_tells_when_it_moves(self, sandbox, stripe):
        now = sandbox.now()
        clock = stripe.v1.test_helpers.test_clocks.create({"frozen_time": now + HOUR, "name": "mine"})
        assert now + HOUR <= clock.frozen_time <= now + HOUR + 30
        stripe.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": clock.frozen_time + HOUR})
        told = [one.type for one in stripe.v1.events.list({"limit": 2}).data]
        assert told == ["test_helpers.test_clock.ready", "test_helpers.test_clock.advancing"]
        assert stripe.v1.customers.create({}).created >= clock.frozen_time + HOUR

    def test_never_goes_back(self, sandbox, stripe):
        clock = stripe.v1.test_helpers.test_clocks.retrieve("clock_sandbox")
        with pytest.raises(sdk.InvalidRequestError, match="past"):
            stripe.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": clock.frozen_time - HOUR})

    def test_checkouts_expire_by_it(self, shop, sandbox):
        session = shop.session(shop.customer(), shop.price())
        sandbox.advance(hours=25)
        assert shop.again(session).status == "expired"
        assert [one.type for one in shop.events(session.id)] == ["checkout.session.expired"]


def test_a_repeating_coupon_ends_after_its_months(shop, sandbox, stripe):
    coupon = stripe.v1.coupons.create({"percent_off": 50, "duration": "repeating", "duration_in_months": 2})
    forever = stripe.v1.coupons.create({"amount_off": 100, "currency": "eur", "duration": "forever"})
    subscription = shop.subscribe(discounts=[{"coupon": coupon.id}])
    other = shop.subscribe(discounts=[{"coupon": forever.id}])
    sandbox.advance(days=95)
    assert [one.total for one in shop.invoices(subscription)] == [1450, 1450, 2900, 2900]
    assert [one.total for one in shop.invoices(other)] == [2800] * 4
