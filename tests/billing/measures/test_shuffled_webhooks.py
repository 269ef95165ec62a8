"""Deliveries of real flows, shuffled, repeated, some forged, to a worker that is killed again and again.

The state at the end is that of the same news told once and in order, to the credit.
The full measure: `WEBHOOK_DELIVERIES=10000 WORKER_KILLS=20`.
"""

import json
import os
import random
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from billing import periods
from billing.audit import audit_all
from billing.ledger import balance
from billing.models import (
    Balance,
    Bucket,
    Customer,
    Dispute,
    Draw,
    Invoice,
    LedgerEntry,
    Order,
    PlanPeriod,
    SandboxClock,
    Subscription,
    WebhookEvent,
)
from billing.payments import buying, webhooks
from billing.plans import catalogue
from billing.standing import standing
from tests.sandbox.signing import signed

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
DELIVERIES = int(os.environ.get("WEBHOOK_DELIVERIES", "240"))
KILLS = int(os.environ.get("WORKER_KILLS", "2"))
PEOPLE = 4
HOOK = "/billing/stripe/webhook"


@pytest.fixture
def flows(sandbox, make_account, make_user):
    """Four people who subscribe, top up, upgrade, renew, fail, are refunded, dispute and cancel; nobody has told us."""
    accounts = [make_account(name, users=[make_user(name)]) for name in ("Ada", "Ben", "Cleo", "Dan")]
    plan = catalogue().plan("starter")
    stripe = sandbox.client()
    for number, account in enumerate(accounts):
        order = buying.subscribe(account, None, plan, "year" if number == 3 else "month", "eur")
        sandbox.pay(order.page)
        pack = buying.top_up(account, None, "pack-25", "usd" if number == 2 else "eur")
        sandbox.pay(pack.page, "4000000000000259" if number == 1 else "4242424242424242")
    subscriptions = {one.customer: one for one in stripe.v1.subscriptions.list({"limit": 100}).data}
    ids = [account.customer.stripe_id for account in accounts]
    sandbox.advance(days=10)
    first = subscriptions[ids[0]]
    dearer = stripe.v1.prices.list({"lookup_keys": ["oddreel_pro_month_eur"]}).data[0].id
    stripe.v1.subscriptions.update(
        first.id,
        {
            "items": [{"id": first["items"].data[0].id, "price": dearer}],
            "proration_behavior": "always_invoice",
        },
    )
    portal = stripe.v1.billing_portal.sessions.create(
        {"customer": ids[2], "return_url": "http://testserver/"}
    )
    sandbox.pay(portal.url, "4000000000000341")
    sandbox.advance(days=25)
    intents = stripe.v1.payment_intents.list({"customer": ids[3], "limit": 10}).data
    stripe.v1.refunds.create({"payment_intent": intents[0].id, "amount": 400})
    stripe.v1.subscriptions.update(subscriptions[ids[1]].id, {"cancel_at_period_end": True})
    sandbox.advance(days=40)
    return accounts


def news(sandbox):
    found = [one.to_dict() for one in sandbox.client().v1.events.list({"limit": 100}).auto_paging_iter()]
    return [json.dumps(one, default=str) for one in reversed(found)]


def picture(accounts):
    """Everything that money left behind, but for keys of rows and the moments of our own."""
    periods.begin_due()
    seen = {}
    for account in accounts:
        seen[account.name] = (
            balance(account).available,
            standing(account).state,
            standing(account).plan.id,
            sorted(
                Subscription.objects.filter(account=account).values_list(
                    "stripe_id", "status", "seats", "price__lookup_key"
                )
            ),
            sorted(
                Invoice.objects.filter(account=account).values_list(
                    "stripe_id", "status", "amount_paid", "refunded"
                )
            ),
            sorted(
                PlanPeriod.objects.filter(account=account).values_list("key", "credits", "granted", "revoked")
            ),
            sorted(Bucket.objects.filter(account=account).values_list("key", "credits", "remaining")),
            sorted(Dispute.objects.filter(account=account).values_list("stripe_id", "status")),
        )
    return seen


def forget(accounts):
    """Back to the day before any news: the customers and what was ordered stay, as in a restored backup."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_no_delete")
        else:
            cursor.execute("ALTER TABLE billing_ledgerentry DISABLE TRIGGER ledger_append_only")
        for model in (
            LedgerEntry,
            Draw,
            Bucket,
            PlanPeriod,
            Dispute,
            Invoice,
            Subscription,
            Balance,
            SandboxClock,
            WebhookEvent,
        ):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON billing_ledgerentry "
                "BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END"
            )
        else:
            cursor.execute("ALTER TABLE billing_ledgerentry ENABLE TRIGGER ledger_append_only")
    Order.objects.update(state=Order.State.OPEN)
    Customer.objects.update(ticket=0)


def test_shuffled_repeated_and_interrupted_it_ends_the_same(flows, sandbox):
    told = news(sandbox)
    for body in told:
        webhooks.store(body.encode(), signed(body))
    webhooks.process_due()
    assert not WebhookEvent.objects.exclude(state__in=["done", "ignored"]).exists()
    in_order = picture(flows)
    assert audit_all() == []
    forget(flows)

    chance = random.Random(64)
    deliveries = [chance.choice(told) for _ in range(max(0, DELIVERIES - len(told)))] + told
    chance.shuffle(deliveries)
    worker, kills = start(sandbox), 0
    client = Client()
    for number, body in enumerate(deliveries):
        forged = number % 20 == 7
        signature = signed(body, secret="whsec_forged") if forged else signed(body)
        answer = client.post(
            HOOK, body, content_type="application/json", headers={"Stripe-Signature": signature}
        )
        assert answer.status_code == (400 if forged else 200)
        if forged:
            client.post(
                HOOK, body, content_type="application/json", headers={"Stripe-Signature": signed(body)}
            )
        if kills < KILLS and number > (kills + 1) * len(deliveries) // (KILLS + 1):
            worker.kill()
            worker.wait()
            kills += 1
            # What the dead worker had claimed is another's after two minutes; the test does not wait for them.
            WebhookEvent.objects.filter(state="new", attempts__gt=0).update(due_at=timezone.now())
            worker = start(sandbox)
    try:
        wait_until_done()
    finally:
        worker.kill()
        worker.wait()
    assert kills == KILLS
    assert WebhookEvent.objects.count() == len(told)
    assert picture(flows) == in_order
    assert audit_all() == []


def start(sandbox):
    database = connection.settings_dict
    url = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.billing.measures.worker"],
        env=os.environ | {"DATABASE_URL": url, "SANDBOX": sandbox.url, "DEBUG": "true"},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdout.readline() == "ready\n"
    return worker


def wait_until_done():
    end = time.monotonic() + 60 + DELIVERIES / 20
    while time.monotonic() < end:
        waiting = WebhookEvent.objects.exclude(state__in=["done", "ignored"])
        if not waiting.exists():
            return
        WebhookEvent.objects.filter(state="failed").update(due_at=timezone.now())
        time.sleep(0.1)
    raise AssertionError(list(waiting.values_list("type", "state", "error")[:5]))
