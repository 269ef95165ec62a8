"""A plan that nobody pays for."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from billing.clock import now
from catalog.models import Account


class GrantedPlan(models.Model):
    """An operator's gift: the account may do what the plan allows, until a day or for good."""

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, related_name="granted_plan", primary_key=True
    )
    plan = models.CharField(max_length=30)
    seats = models.PositiveIntegerField(default=1)
    until = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.plan} for {self.account_id}"


class FastMinutes(models.Model):
    """What an account used of its time in the fast lane in one month, in milliseconds of clip."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="fast_minutes")
    month = models.DateField()
    used_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "month"], name="one_row_a_month")]

    def __str__(self) -> str:
        return f"{self.used_ms} ms in {self.month:%Y-%m}"

    @classmethod
    def used(cls, account: Account) -> int:
        """Milliseconds of clip that the account had in the fast lane this month (UTC)."""
        row = cls.objects.filter(account=account, month=now().date().replace(day=1)).first()
        return row.used_ms if row else 0


class LedgerAudit(models.Model):
    """One night's proof that the ledger adds up, or what did not."""

    at = models.DateTimeField(auto_now_add=True)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {len(self.problems)} problems"


class Notice(models.Model):
    """A mail about money that was sent: each once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=160)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_notice_a_key")]

    def __str__(self) -> str:
        return self.key
