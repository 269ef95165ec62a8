"""Licences, and the downloads that they allow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from catalog.models import Account, Clip

from .credits import Hold

IN_FORCE = models.Q(withdrawn_at=None)


class Included(models.Model):
    """An account paid for making this clip: its first tier of licence comes with that."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="included")
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="included")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "clip"], name="included_once")]

    def __str__(self) -> str:
        return f"clip {self.clip_id} for account {self.account_id}"


class Licence(models.Model):
    """The right to use a clip. What it says is copied here, so that it can be proven years later.

    Issued by billing/licensing.py, withdrawn by billing/withdrawal.py. Nothing else of a row ever changes:
    triggers in the database see to it. Only `user` becomes empty when that person's sign-in is deleted.
    """

    class Cause(models.TextChoices):
        RIGHTS = "rights", "The clip infringes somebody's rights or the law"
        BREACH = "breach", "The terms were broken and it was not put right"
        PAYMENT = "payment", "The payment for its credits was taken back"
        MISTAKE = "mistake", "It was issued by mistake"

    number = models.CharField(max_length=20, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="licences")
    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="licences")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="licences"
    )
    issued_by = models.CharField(max_length=120, blank=True, help_text="The user's name, as it was")
    tier = models.CharField(max_length=20)
    terms_version = models.CharField(max_length=20)
    terms = models.JSONField(help_text="The plain words as they were: name, summary, may, may not")
    terms_text = models.TextField(blank=True, help_text="The complete terms as they were")
    licensee = models.CharField(max_length=120)
    seats = models.PositiveIntegerField(default=1)
    clip_title = models.CharField(max_length=200)
    source_type = models.CharField(max_length=32)
    master_sha256 = models.CharField(max_length=64)
    credits = models.PositiveIntegerField()
    height = models.PositiveIntegerField(
        null=True, blank=True, help_text="Largest short side of a download, in pixels; none is no limit"
    )
    hold = models.OneToOneField(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="licence")
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawal_cause = models.CharField(max_length=8, blank=True, choices=Cause.choices)
    withdrawal_note = models.TextField(blank=True, help_text="What the holder was told")

    class Meta:
        ordering = ["-issued_at", "-pk"]
        permissions = [("withdraw_licence", "Can withdraw licences")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "clip", "tier"], condition=IN_FORCE, name="one_licence_a_tier"
            ),
            models.UniqueConstraint(
                fields=["clip"], condition=IN_FORCE & models.Q(tier="exclusive"), name="one_exclusive_licence"
            ),
            models.CheckConstraint(
                condition=models.Q(credits=0) | models.Q(hold__isnull=False), name="paid_licence_has_a_hold"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawal_cause="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~models.Q(withdrawal_cause="")
                & ~models.Q(withdrawal_note=""),
                name="withdrawal_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.clip_title}"

    def get_absolute_url(self) -> str:
        """The public page that verifies the licence."""
        return reverse("licence", args=[self.number])

    @property
    def terms_name(self) -> str:
        """What the tier was called when the licence was issued."""
        return str(self.terms["name"])

    @property
    def in_force(self) -> bool:
        """Whether the clip may be used and fetched under it: it was not withdrawn."""
        return self.withdrawn_at is None


class HolderShown(models.Model):
    """The holder agreed that a licence's public page names it. A row of its own, since a licence never changes."""

    licence = models.OneToOneField(Licence, on_delete=models.PROTECT, related_name="holder_shown")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"The holder of {self.licence_id} is named"


class Download(models.Model):
    """One time that a licensed file was fetched."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="downloads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes of the whole file")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.licence_id} at {self.at:%Y-%m-%d %H:%M}"
