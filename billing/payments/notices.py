"""Mails about money: each once, to the people who pay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from billing.clock import now
from billing.models import Invoice, Notice, Subscription
from billing.plans import catalogue
from billing.standing import plan_of, standing
from catalog.models import Account, Membership

#: Days before the grace ends on which it is said again.
LAST_CALL = timedelta(days=2)
ROUND = 200


def tell_what_is_due() -> int:
    """Send every mail whose moment has come; returns how many. Safe to run any time: each goes out once."""
    past_due = Subscription.objects.filter(status__in=["past_due", "unpaid"]).select_related(
        "account", "price"
    )
    ended = Subscription.objects.filter(status="canceled", ended_at__gt=now() - timedelta(days=3))
    trials = Subscription.objects.filter(
        status="trialing", cancel_at=None, trial_end__lt=now() + timedelta(days=3)
    )
    sent = sum(_past_due(one) for one in past_due[:ROUND])
    sent += sum(_ended(one) for one in ended.select_related("account", "price")[:ROUND])
    sent += sum(_trial_ends(one) for one in trials.select_related("account", "price")[:ROUND])
    return sent


def _past_due(subscription: Subscription) -> int:
    invoice = Invoice.objects.filter(
        account=subscription.account, status="open", kind=Invoice.Kind.PLAN
    ).first()
    if invoice is None or not invoice.attempts:
        return 0
    stand = standing(subscription.account)
    context = {"plan": plan_of(subscription), "invoice": invoice, "until": stand.until}
    if stand.state == "lapsed":
        return _send(subscription.account, "lapsed", f"lapsed {invoice.stripe_id}", context)
    if stand.until and stand.until - now() < LAST_CALL:
        return _send(subscription.account, "last_call", f"last call {invoice.stripe_id}", context)
    return _send(subscription.account, "payment_failed", f"payment failed {invoice.stripe_id}", context)


def _ended(subscription: Subscription) -> int:
    context = {"plan": plan_of(subscription), "free": catalogue().free}
    return _send(subscription.account, "ended", f"ended {subscription.stripe_id}", context)


def _trial_ends(subscription: Subscription) -> int:
    context = {
        "plan": plan_of(subscription),
        "until": subscription.trial_end,
        "amount": subscription.price.amount * subscription.seats,
        "currency": subscription.price.currency,
        "cadence": subscription.price.cadence,
    }
    return _send(subscription.account, "trial_ends", f"trial ends {subscription.stripe_id}", context)


def _send(account: Account, template: str, key: str, context: Mapping[str, object]) -> int:
    """A mail to owners and billing people, and the row that says so, together: either both or none."""
    people = Membership.objects.filter(
        account=account, role__in=[Membership.Role.OWNER, Membership.Role.BILLING]
    ).select_related("user")
    addresses = [one.user.email for one in people]
    context = {**context, "account": account, "billing": settings.SITE_URL + reverse("billing")}
    subject, _, body = render_to_string(f"billing/mail/{template}.txt", context).partition("\n")
    try:
        with transaction.atomic():
            Notice.objects.create(account=account, key=key)
            EmailMessage(subject.strip(), body.strip() + "\n", to=addresses).send()
    except IntegrityError:
        return 0
    return 1
