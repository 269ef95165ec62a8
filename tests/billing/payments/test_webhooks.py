"""Deliveries as they come: forged, late, twice, out of order, of the other mode, or not at all."""

import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from billing import ledger
from billing.audit import audit
from billing.ledger import balance
from billing.models import Invoice, Order, Subscription, WebhookEvent
from billing.payments import changing, webhooks
from billing.payments.customers import customer_of
from billing.payments.orders import carry_out_left
from billing.payments.reconcile import reconcile
from billing.standing import standing
from tests.sandbox.signing import signed

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HOOK = "/billing/stripe/webhook"


def event(**changes):
    return {
        "id": "evt_1",
        "object": "event",
        "type": "customer.subscription.updated",
        "created": int(time.time()),
        "livemode": False,
        "api_version": "2026-10-28.endive",
        "data": {"object": {"id": "sub_1", "object": "subscription", "customer": "cus_1"}},
    } | changes


def post(client, body, signature):
    return client.post(HOOK, body, content_type="application/json", headers={"Stripe-Signature": signature})


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=1,v1=00",
        "nonsense",
        "t=now,v1=00",
        signed(json.dumps(event()), secret="whsec_another"),
        signed(json.dumps(event()), at=int(time.time()) - 3600),
        signed(json.dumps(event(id="evt_2"))),
    ],
    ids=["none", "wrong", "nonsense", "no time", "another secret", "stale", "of another body"],
)
def test_what_stripe_did_not_sign_is_refused_and_not_kept(client, sandbox, signature):
    assert post(client, json.dumps(event()), signature).status_code == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", '"evt"', "{}", json.dumps(event())[:-20], '{"id": "evt_1"}'])
def test_a_signed_body_that_is_no_event_is_refused(client, sandbox, body):
    assert post(client, body, signed(body)).status_code == 400
    assert not WebhookEvent.objects.exists()


def test_only_post(client, sandbox):
    assert client.get(HOOK).status_code == 405


def test_while_secrets_change_both_are_good(client, sandbox, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    for number, secret in enumerate(("whsec_new", "whsec_old")):
        body = json.dumps(event(id=f"evt_{number}"))
        assert post(client, body, signed(body, secret)).status_code == 200
    assert WebhookEvent.objects.count() == 2


def test_a_repeated_delivery_is_counted_and_processed_once(client, sandbox):
    body = json.dumps(event(type="charge.succeeded"))
    for _ in range(3):
        assert post(client, body, signed(body)).status_code == 200
    kept = WebhookEvent.objects.get()
    assert (kept.deliveries, kept.body) == (3, body)
    assert [webhooks.process(kept.pk), webhooks.process(kept.pk)] == [True, False]
    kept.refresh_from_db()
    assert (kept.state, kept.attempts) == ("ignored", 1)


@pytest.mark.parametrize("type_", ["radar.early_fraud_warning.created", "a.type.of.tomorrow"])
def test_unknown_types_are_kept_and_ignored(client, sandbox, type_):
    body = json.dumps(event(type=type_))
    post(client, body, signed(body))
    webhooks.process(WebhookEvent.objects.get().pk)
    assert WebhookEvent.objects.get().state == "ignored"


def test_the_other_modes_events_are_kept_and_ignored(client, sandbox):
    body = json.dumps(event(livemode=True))
    post(client, body, signed(body))
    webhooks.process(WebhookEvent.objects.get().pk)
    assert WebhookEvent.objects.get().state == "ignored"


def test_a_customer_of_another_product_on_the_same_account_is_none_of_ours(client, sandbox):
    stranger = sandbox.client().v1.customers.create({"email": "x@example.com"})
    body = json.dumps(
        event(data={"object": {"id": "sub_9", "object": "subscription", "customer": stranger.id}})
    )
    post(client, body, signed(body))
    webhooks.process(WebhookEvent.objects.get().pk)
    assert (WebhookEvent.objects.get().state, Subscription.objects.count()) == ("ignored", 0)


def test_while_stripe_is_down_events_wait_and_are_tried_again(account, sandbox, browser, news):
    page = browser.post("/billing/subscribe", {"plan": "starter", "per": "month", "currency": "eur"})[
        "Location"
    ]
    sandbox.pay(page)
    events = news.events(account.customer.stripe_id)
    sandbox.stop()
    for raw in events:
        body = json.dumps(raw, default=str)
        assert post(browser, body, signed(body)).status_code == 200
    for pk in webhooks.due():
        webhooks.process(pk)
    waiting = WebhookEvent.objects.filter(state="failed")
    assert waiting.exists()
    assert "StripeDown" in waiting.first().error
    assert all(one.due_at >= one.received_at + timedelta(seconds=5) for one in waiting)
    sandbox.start()
    WebhookEvent.objects.update(due_at="2020-01-01T00:00:00Z")
    news.process()
    assert balance(account).available == 40


def test_an_event_that_keeps_failing_is_given_up_and_can_be_replayed(client, sandbox, account, admin_client):
    customer_of(account)
    thing = {"id": "sub_missing", "object": "subscription", "customer": account.customer.stripe_id}
    body = json.dumps(event(data={"object": thing}))
    post(client, body, signed(body))
    kept = WebhookEvent.objects.get()
    for _ in range(len(webhooks.BACK_OFF) + 1):
        WebhookEvent.objects.update(due_at="2020-01-01T00:00:00Z")
        webhooks.process(kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.attempts) == ("given up", len(webhooks.BACK_OFF) + 1)
    assert "No such subscription" in kept.error
    page = admin_client.get("/admin/billing/webhookevent/")
    assert "Failed for good" in page.content.decode()
    admin_client.post("/admin/billing/webhookevent/", {"action": "replay", "_selected_action": [kept.pk]})
    kept.refresh_from_db()
    assert (kept.state, kept.attempts) == ("new", 0)


def test_in_reverse_order_and_three_times_the_outcome_is_the_same(account, buy, browser, sandbox, news):
    buy("starter")
    browser.post("/billing/change", {"plan": "pro", "per": "month"})
    sandbox.advance(days=65)
    events = news.events(account.customer.stripe_id)
    news.deliver(list(reversed(events)) + events + events[::2])
    assert (standing(account).plan.id, standing(account).state) == ("pro", "active")
    # 40 and the rest of 110 at once, then two months of 150, and no more than the cap of 450
    assert balance(account).available == 450
    assert audit() == []


def test_what_no_webhook_told_is_found_by_comparing(account, sandbox, browser, news):
    page = browser.post("/billing/subscribe", {"plan": "starter", "per": "month", "currency": "eur"})[
        "Location"
    ]
    sandbox.pay(page)
    findings = reconcile()
    assert balance(account).available == 40
    assert findings.looked_at == 1
    assert any("subscriptions was [] and is" in line for line in findings.repaired)
    assert reconcile().repaired == []
    stripe = sandbox.client()
    stripe.v1.refunds.create({"payment_intent": Invoice.objects.get().payment_intent, "amount": 1200})
    stripe.v1.subscriptions.cancel(Subscription.objects.get().stripe_id)
    reconcile()
    assert (balance(account).available, standing(account).state) == (0, "none")
    assert audit() == []


def test_an_order_left_by_a_dead_process_is_asked_again_with_its_key(account, buy, sandbox, news):
    buy("starter")
    subscription = Subscription.objects.get()
    order = Order.objects.create(account=account, kind="cancel", what={"subscription": subscription.pk})
    changing.cancel(order)  # Stripe answered; the process died before it could write that down
    Order.objects.filter(pk=order.pk).update(written_at=timezone.now() - timedelta(minutes=5))
    assert carry_out_left() == 1
    order.refresh_from_db()
    assert order.state == "done"
    assert standing(account).state == "cancelled"


def test_stripe_down_stops_no_capture_and_nothing_is_half_written(account, buy, browser, sandbox):
    buy("starter")
    held = ledger.hold(account, 5, key="k", note="A clip")
    sandbox.stop()
    assert ledger.capture(held, note="A clip")
    assert browser.get("/billing").status_code == 200
    answer = browser.post("/billing/cancel", follow=True).content.decode()
    assert "We pass it on as soon as it answers" in answer
    assert Order.objects.get(kind="cancel").state == "asked"
    top_up = browser.post("/billing/top-up", {"pack": "pack-25", "currency": "eur"})
    assert top_up.status_code == 503
    assert "Nothing was charged" in top_up.content.decode()
    sandbox.start()
    Order.objects.update(tried_at="2020-01-01T00:00:00Z")
    carry_out_left()
    assert standing(account).state == "cancelled"
