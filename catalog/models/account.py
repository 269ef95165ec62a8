"""Who owns clips and pays: a person, a team, or the house itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Account(models.Model):
    """Who pays. It stands in the lowest app because a private clip belongs to one."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        TEAM = "team", "Team"
        HOUSE = "house", "House"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PERSON)
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="accounts")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="house"), name="one_house_account"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's place in an account."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        BILLING = "billing", "Billing"
        MEMBER = "member", "Member"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.OWNER)
    monthly_cap = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Credits that the member may spend in a calendar month; none is no limit",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user} in {self.account} as {self.role}"
