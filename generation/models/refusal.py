"""A prompt that was refused, remembered for a while to tell a slip from probing."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.models import Account


class Refusal(models.Model):
    """One refused prompt of one person, submitted or left standing on the Make page.

    `asker` says whose it is: "user 7", or for guests a keyed hash of the address ("guest 3f…").
    """

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="refusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    asker = models.CharField(max_length=40)
    rule = models.CharField(max_length=60)
    floor = models.BooleanField(default=False, help_text="Nobody can make an exception to the rule")
    prompt = models.TextField()
    prompt_hash = models.CharField(max_length=64)
    submitted = models.BooleanField(default=False)
    began_at = models.DateTimeField(help_text="When the typing that it is the end of was first refused")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["asker", "prompt_hash"], name="a_refused_prompt_counts_once"),
        ]
        indexes = [
            models.Index(fields=["asker", "at"], name="refusals_of_a_person"),
            models.Index(fields=["account", "at"], name="refusals_of_an_account"),
        ]

    def __str__(self) -> str:
        return f"{self.asker}: {self.rule} at {self.at:%Y-%m-%d %H:%M}"
