"""The months of a plan: each grants its credits once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from catalog.models import Account


class PlanPeriod(models.Model):
    """One month of a plan, paid by an invoice or free, and the credits that come with it.

    A year's invoice has twelve. Its credits are granted when it begins (billing/periods.py), unless
    the payment was taken back before.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="periods")
    key = models.CharField(max_length=140)
    plan = models.CharField(max_length=30)
    invoice = models.ForeignKey(
        "Invoice", null=True, blank=True, on_delete=models.PROTECT, related_name="periods"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="When what is left of its credits ends")
    credits = models.PositiveIntegerField()
    cap = models.PositiveIntegerField(help_text="The most plan credits that the account may have with it")
    granted = models.BooleanField(default=False)
    revoked = models.BooleanField(default=False, help_text="The payment was taken back before it began")

    class Meta:
        indexes = [
            models.Index(
                fields=["starts_at"], condition=Q(granted=False, revoked=False), name="periods_to_grant"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_period_a_key"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="period_ends_after_start"),
            models.CheckConstraint(condition=Q(credits__gt=0), name="period_with_credits"),
            models.CheckConstraint(
                condition=Q(invoice__isnull=False) | Q(plan="free"), name="paid_period_names_its_invoice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credits} credits of {self.plan} from {self.starts_at:%Y-%m-%d}"
