"""What a moderator allowed after an appeal: one prompt, one rule, one account, for a while."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.models import Account

from .request import RenderRequest


class Override(models.Model):
    """A rule set aside for exactly one prompt of one account, until it expires. Never changed."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="overrides")
    request = models.OneToOneField(RenderRequest, on_delete=models.CASCADE, related_name="override")
    prompt_hash = models.CharField(max_length=64, help_text="generation.requests.same_prompt.prompt_hash")
    rule = models.CharField(max_length=60)
    policy_sha256 = models.CharField(max_length=64, help_text="Of the policy that had refused it")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-granted_at", "-pk"]
        indexes = [models.Index(fields=["account", "prompt_hash"], name="override_of_a_prompt")]

    def __str__(self) -> str:
        return f"{self.rule} set aside until {self.expires_at:%Y-%m-%d}"
