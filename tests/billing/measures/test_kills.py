"""Whoever licenses, charges, tops up or subscribes may die at any instant: nothing is charged twice or lost.

The full measure: `MONEY_KILLS=200`.
"""

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from billing import ledger, licensing
from billing.audit import audit
from billing.models import Bucket, Licence, Order, Subscription
from billing.payments import buying
from billing.payments.checkout import settle_checkout
from billing.payments.orders import carry_out_left, place
from billing.payments.reconcile import reconcile
from billing.plans import catalogue

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
KILLS = int(os.environ.get("MONEY_KILLS", "8"))


def live(accounts, clips, sandbox, seed):
    """What people do all day, until the end."""
    chance = random.Random(seed)
    plan = catalogue().plan("starter")
    while True:
        account = chance.choice(accounts)
        deed = chance.choice(["license", "license", "capture", "top up", "subscribe", "change mind"])
        key = f"{seed} {chance.random()}"
        try:
            if deed == "license":
                licensing.issue(account, None, chance.choice(clips), chance.choice(["standard", "extended"]))
            elif deed == "capture":
                ledger.capture(ledger.hold(account, chance.randint(1, 3), key=key, note="n"), note="n")
            elif deed == "top up":
                pay(sandbox, buying.top_up(account, None, "pack-25", "eur"))
            elif deed == "subscribe":
                pay(sandbox, buying.subscribe(account, None, plan, "month", "eur"))
            else:
                subscription = Subscription.objects.filter(account=account).first()
                if subscription:
                    place(account, None, chance.choice(["cancel", "resume"]), subscription=subscription.pk)
        except (ledger.NotEnoughCredits, buying.NotOnSale, licensing.NotForSale):
            continue


def pay(sandbox, order):
    sandbox.pay(order.page)
    settle_checkout(order.stripe_id)


def put_right():
    """The scheduler's work after a while."""
    Order.objects.filter(state="asked").update(
        tried_at=None, written_at=timezone.now() - timedelta(minutes=5)
    )
    carry_out_left()
    reconcile()
    ledger.release_lapsed()


def test_killed_at_any_instant(make_account, make_clip, sandbox):
    accounts = [make_account(name, credits=60) for name in ("Ada", "Ben", "Cleo")]
    clips = [make_clip(prompt=f"Waves number {number}") for number in range(6)]
    chance = random.Random(9)
    for kill in range(KILLS):
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                live(accounts, clips, sandbox, kill)
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.01, 0.5))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, "the child ended by itself"
        if kill % 10 == 9:
            put_right()
            assert audit() == []
    put_right()
    assert audit() == []
    assert reconcile().repaired == []
    nothing_was_delivered_unpaid()
    nothing_was_charged_twice(sandbox)


def nothing_was_delivered_unpaid():
    for licence in Licence.objects.select_related("hold"):
        assert licence.credits == 0 or (licence.hold.state, licence.hold.captured) == (
            "captured",
            licence.credits,
        )


def nothing_was_charged_twice(sandbox):
    stripe = sandbox.client()
    sessions = list(stripe.v1.checkout.sessions.list({"limit": 100}).auto_paging_iter())
    assert max(Counter(one.client_reference_id for one in sessions).values()) == 1
    paid = [one for one in sessions if one.status == "complete"]
    charges = [one for one in stripe.v1.charges.list({"limit": 100}).auto_paging_iter() if one.paid]
    assert len(charges) == len(paid)
    top_ups = [one for one in paid if one.mode == "payment"]
    assert sum(one.credits for one in Bucket.objects.filter(source="topup")) == 25 * len(top_ups)
    subscribed = [one for one in paid if one.mode == "subscription"]
    assert Bucket.objects.filter(source="period").count() == len(subscribed)
