"""Credits: a balance, holds on it, and the ledger that they follow from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models import Account


class Balance(models.Model):
    """An account's credits: what may be spent, and what is held. Changed by billing/ledger.py alone.

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


class Hold(models.Model):
    """Credits set aside for one purpose, then captured (in whole or in part) or released, once."""

    class State(models.TextChoices):
        HELD = "held", "Held"
        CAPTURED = "captured", "Charged"
        RELEASED = "released", "Returned"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    key = models.CharField(max_length=120)
    credits = models.PositiveIntegerField()
    captured = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    note = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_hold_a_key"),
            models.CheckConstraint(condition=Q(credits__gt=0), name="hold_of_something"),
            models.CheckConstraint(condition=Q(captured__lte=F("credits")), name="capture_at_most_the_hold"),
            models.CheckConstraint(
                condition=Q(captured=0) | Q(state="captured"), name="only_a_capture_takes_credits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credits} credits {self.state} for {self.key}"


class AppendOnly(TypeError):
    """An attempt to change or delete what is written once."""


class LedgerEntry(models.Model):
    """One line of the ledger: written once, never changed, by triggers in the database too.

    `available` and `held` are the changes that this entry made to the account's balance.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", "Granted"
        HOLD = "hold", "Held"
        CAPTURE = "capture", "Charged"
        RELEASE = "release", "Returned"
        ADJUSTMENT = "adjustment", "Adjusted"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=140)
    available = models.IntegerField()
    held = models.IntegerField()
    hold = models.ForeignKey(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

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
                condition=Q(kind__in=["grant", "adjustment"], hold__isnull=True)
                | Q(kind__in=["hold", "capture", "release"], hold__isnull=False),
                name="entry_names_its_hold",
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
