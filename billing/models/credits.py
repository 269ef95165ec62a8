"""Credits: a balance, the buckets it consists of, holds on it, and the ledger that all follow from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from billing.clock import now
from catalog.models import Account

from .period import PlanPeriod


class Balance(models.Model):
    """An account's credits: what may be spent, and what is held. Changed by billing/ledger alone.

    The row is also the lock: whoever changes an account's credits holds it first.
    """

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="balance", primary_key=True
    )
    available = models.IntegerField(default=0)
    held = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(available__gte=0), name="available_credits_not_negative"),
            models.CheckConstraint(condition=Q(held__gte=0), name="held_credits_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.available} available, {self.held} held"


class Bucket(models.Model):
    """Credits that came together and end together. `remaining` is what neither went nor is held.

    The soonest to expire is spent first; `expires_at` None is never, and comes last.
    """

    class Source(models.TextChoices):
        PERIOD = "period", "From a plan"
        TOP_UP = "topup", "Topped up"
        WELCOME = "welcome", "For trying"
        STAFF = "staff", "Granted by hand"
        REFUND = "refund", "Given back"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="buckets")
    source = models.CharField(max_length=8, choices=Source.choices)
    key = models.CharField(max_length=140)
    credits = models.PositiveIntegerField()
    remaining = models.PositiveIntegerField()
    expires_at = models.DateTimeField(null=True, blank=True)
    period = models.OneToOneField(
        PlanPeriod, null=True, blank=True, on_delete=models.PROTECT, related_name="bucket"
    )
    purchase = models.ForeignKey(
        "Invoice", null=True, blank=True, on_delete=models.PROTECT, related_name="buckets"
    )
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "expires_at"], condition=Q(remaining__gt=0), name="buckets_with_credits"
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(remaining__gt=0, expires_at__isnull=False),
                name="buckets_that_will_expire",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_bucket_a_key"),
            models.CheckConstraint(
                condition=Q(remaining__lte=F("credits")), name="bucket_holds_what_it_was_given"
            ),
            models.CheckConstraint(
                condition=Q(source="period", period__isnull=False)
                | (~Q(source="period") & Q(period__isnull=True)),
                name="plan_credits_name_their_period",
            ),
            models.CheckConstraint(
                condition=~Q(source="topup") | Q(purchase__isnull=False), name="topup_names_its_invoice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remaining} of {self.credits} credits ({self.source})"


class Hold(models.Model):
    """Credits set aside for one purpose, then captured (in whole or in part) or released, once.

    A hold whose lifetime ends without either is released by the scheduler.
    """

    class State(models.TextChoices):
        HELD = "held", "Held"
        CAPTURED = "captured", "Charged"
        RELEASED = "released", "Returned"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="holds"
    )
    key = models.CharField(max_length=120)
    credits = models.PositiveIntegerField()
    captured = models.PositiveIntegerField(default=0)
    given_back = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    note = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="held"), name="holds_that_will_expire"),
            models.Index(fields=["account", "user", "-created_at"], name="holds_by_member"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_hold_a_key"),
            models.CheckConstraint(condition=Q(credits__gt=0), name="hold_of_something"),
            models.CheckConstraint(condition=Q(captured__lte=F("credits")), name="capture_at_most_the_hold"),
            models.CheckConstraint(
                condition=Q(given_back__lte=F("captured")), name="give_back_at_most_what_was_charged"
            ),
            models.CheckConstraint(
                condition=Q(captured=0) | Q(state="captured"), name="only_a_capture_takes_credits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credits} credits {self.state} for {self.key}"


class Draw(models.Model):
    """What a hold took from one bucket; `returned` of it went back when the hold ended."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="draws")
    bucket = models.ForeignKey(Bucket, on_delete=models.PROTECT, related_name="draws")
    credits = models.PositiveIntegerField()
    returned = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hold", "bucket"], name="one_draw_a_bucket"),
            models.CheckConstraint(condition=Q(credits__gt=0), name="draw_of_something"),
            models.CheckConstraint(condition=Q(returned__lte=F("credits")), name="return_at_most_the_draw"),
        ]

    def __str__(self) -> str:
        return f"{self.credits} from bucket {self.bucket_id} for hold {self.hold_id}"


class AppendOnly(TypeError):
    """An attempt to change or delete what is written once."""


class LedgerEntry(models.Model):
    """One line of the ledger: written once, never changed, by triggers in the database too.

    `available` and `held` are the changes that this entry made to the account's balance.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", "Granted"
        TOP_UP = "topup", "Topped up"
        HOLD = "hold", "Held"
        CAPTURE = "capture", "Charged"
        RELEASE = "release", "Returned"
        REFUND = "refund", "Refunded"
        EXPIRY = "expiry", "Expired"
        ADJUSTMENT = "adjustment", "Adjusted"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=160)
    available = models.IntegerField()
    held = models.IntegerField()
    hold = models.ForeignKey(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    bucket = models.ForeignKey(
        Bucket, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["account", "-id"])]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_entry_a_key"),
            models.UniqueConstraint(
                fields=["hold"], condition=Q(kind__in=["capture", "release"]), name="a_hold_ends_once"
            ),
            models.UniqueConstraint(fields=["hold"], condition=Q(kind="hold"), name="a_hold_begins_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["hold", "capture", "release"], hold__isnull=False)
                | Q(kind__in=["grant", "topup", "expiry", "adjustment"], hold__isnull=True)
                | Q(kind="refund"),
                name="entry_names_its_hold",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["grant", "topup"], available__gt=0, held=0)
                | Q(kind="expiry", available__lt=0, held=0)
                | Q(kind__in=["refund", "adjustment"], held=0)
                | Q(kind="hold", available__lt=0, held__gt=0)
                | Q(kind__in=["capture", "release"], available__gte=0, held__lt=0),
                name="entry_moves_credits_its_way",
            ),
            models.CheckConstraint(
                condition=~Q(kind="adjustment") | Q(author__isnull=False), name="adjustment_has_an_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.available:+} / {self.held:+}: {self.note}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once."""
        if self.pk is not None:
            raise AppendOnly("A ledger entry is never changed; write another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise AppendOnly("A ledger entry is never deleted; write another one.")
