"""What we keep of Stripe's objects: enough to answer without asking, no more.

`ticket` orders the answers: it is drawn from the customer before Stripe is asked, and an answer never
overwrites one whose ticket is higher (billing/stripe/mirror.py).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from catalog.models import Account

from .period import PlanPeriod


class Price(models.Model):
    """A price at Stripe and what it stands for. Rows stay when prices are replaced: subscribers keep theirs."""

    stripe_id = models.CharField(max_length=255, unique=True)
    lookup_key = models.CharField(max_length=200, blank=True)
    product = models.CharField(max_length=255)
    plan = models.CharField(max_length=30, blank=True)
    pack = models.CharField(max_length=30, blank=True)
    cadence = models.CharField(max_length=5, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.PositiveIntegerField(help_text="Minor units")
    terms = models.JSONField(help_text="The plan or pack as it was when the price was made")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(plan="") & Q(pack="") & ~Q(cadence="")) | (Q(plan="") & ~Q(pack="")),
                name="price_of_a_plan_or_a_pack",
            ),
            models.UniqueConstraint(
                fields=["lookup_key"],
                condition=Q(active=True) & ~Q(lookup_key=""),
                name="one_active_price_a_lookup_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan or self.pack} {self.cadence} {self.amount} {self.currency}"


class Customer(models.Model):
    """An account at Stripe."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="customer", primary_key=True
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stripe_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    ticket = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    card = models.JSONField(default=dict, blank=True, help_text="Brand, last four, month, year")
    balance = models.IntegerField(default=0, help_text="Minor units; below zero is the customer's favour")

    def __str__(self) -> str:
        return f"{self.account} as {self.stripe_id or 'nobody yet'}"


class Subscription(models.Model):
    """A subscription as Stripe last told it."""

    LIVE = ("trialing", "active", "past_due", "unpaid", "paused")

    stripe_id = models.CharField(max_length=255, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="subscriptions")
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="subscriptions")
    item_id = models.CharField(max_length=255)
    seats = models.PositiveIntegerField()
    status = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    trial_end = models.DateTimeField(null=True, blank=True)
    cancel_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    paused = models.BooleanField(default=False)
    resumes_at = models.DateTimeField(null=True, blank=True)
    past_due_since = models.DateTimeField(null=True, blank=True)
    schedule_id = models.CharField(max_length=255, blank=True)
    next_price = models.ForeignKey(Price, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    next_seats = models.PositiveIntegerField(null=True, blank=True)
    ticket = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(status__in=["trialing", "active", "past_due", "unpaid", "paused"]),
                name="one_live_subscription_an_account",
            ),
            models.CheckConstraint(condition=Q(seats__gt=0), name="subscription_has_a_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.price.plan} for {self.account_id} ({self.status})"

    @property
    def live(self) -> bool:
        """Whether Stripe still bills it."""
        return self.status in self.LIVE

    @property
    def paid_until(self) -> datetime | None:
        """The end of what was paid for and not taken back."""
        paid = PlanPeriod.objects.filter(account=self.account_id, invoice__status="paid", revoked=False)
        end: datetime | None = paid.aggregate(end=models.Max("ends_at"))["end"]
        return end


class Invoice(models.Model):
    """An invoice as Stripe last told it: a plan's, or a top-up's. Amounts in minor units, tax included."""

    class Kind(models.TextChoices):
        PLAN = "plan", "Plan"
        TOP_UP = "topup", "Top-up"

    stripe_id = models.CharField(max_length=255, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    number = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    total = models.IntegerField()
    tax = models.IntegerField(default=0)
    amount_paid = models.IntegerField(default=0)
    amount_due = models.IntegerField(default=0)
    refunded = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(
        default=0, help_text="Up to this refund its credits were taken back"
    )
    payment_intent = models.CharField(max_length=255, blank=True, db_index=True)
    what = models.CharField(max_length=200, blank=True)
    page = models.URLField(max_length=1000, blank=True)
    pdf = models.URLField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    ticket = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [("refund_invoice", "Can refund an invoice")]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded=0) | Q(refunded__lte=F("amount_paid")),
                name="refund_at_most_what_was_paid",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number or self.stripe_id} ({self.status})"


class Dispute(models.Model):
    """A payment that the cardholder's bank called back. While one is open, nothing new is spent."""

    OPEN = ("warning_needs_response", "warning_under_review", "needs_response", "under_review")

    stripe_id = models.CharField(max_length=255, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="disputes")
    invoice = models.ForeignKey(
        Invoice, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes"
    )
    status = models.CharField(max_length=30)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    ticket = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.stripe_id} ({self.status})"


class Order(models.Model):
    """What we are about to ask of Stripe, written down first: its key makes the call safe to repeat.

    A process that dies between Stripe's answer and our commit leaves an order that is `asked`; the
    scheduler asks again with the same key and gets the same answer.
    """

    class Kind(models.TextChoices):
        SUBSCRIBE = "subscribe", "Subscribe"
        TOP_UP = "topup", "Top up"
        CHANGE = "change", "Change the plan"
        CANCEL = "cancel", "Cancel"
        RESUME = "resume", "Keep the plan"
        PAUSE = "pause", "Pause"
        UNPAUSE = "unpause", "Go on"
        REFUND = "refund", "Refund"
        SEATS = "seats", "Change the seats"
        END_SECOND = "second", "End a second subscription"

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        OPEN = "open", "Waiting for the person"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"
        EXPIRED = "expired", "Expired"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="orders")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    what = models.JSONField(default=dict, help_text="Everything that the call needs")
    stripe_id = models.CharField(max_length=255, blank=True, db_index=True)
    page = models.URLField(max_length=2000, blank=True, help_text="Where the person goes on")
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["tried_at"], condition=Q(state="asked"), name="orders_to_ask_again")]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(kind="subscribe", state__in=["asked", "open"]),
                name="one_checkout_of_a_plan",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for account {self.account_id} ({self.state})"
