"""Licences, and the downloads that they allow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from catalog.models import Account, Clip

from .credits import Hold


class Included(models.Model):
    """An account paid for making this clip: its first tier of licence comes with that."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="included")
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="included")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "clip"], name="included_once")]

    def __str__(self) -> str:
        return f"clip {self.clip_id} for account {self.account_id}"


class Licence(models.Model):
    """The right to use a clip. What it says is copied here, so that it can be proven years later."""

    number = models.CharField(max_length=20, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="licences")
    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="licences")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="licences"
    )
    tier = models.CharField(max_length=20)
    terms_version = models.CharField(max_length=20)
    terms = models.JSONField(help_text="The terms as they were: name, may, may not")
    licensee = models.CharField(max_length=120)
    clip_title = models.CharField(max_length=200)
    source_type = models.CharField(max_length=32)
    master_sha256 = models.CharField(max_length=64)
    credits = models.PositiveIntegerField()
    hold = models.OneToOneField(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="licence")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "clip", "tier"], name="one_licence_a_tier"),
            models.CheckConstraint(
                condition=models.Q(credits=0) | models.Q(hold__isnull=False), name="paid_licence_has_a_hold"
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


class Download(models.Model):
    """One time that a licensed file was fetched."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="downloads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.licence_id} at {self.at:%Y-%m-%d %H:%M}"
