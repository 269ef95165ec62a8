"""Clips that somebody put together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from .account import Account
from .clip import Clip


class Collection(models.Model):
    """An account's own list of clips. With a `token` whoever has the link may look at it, else the account alone."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="collections")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=120)
    token = models.CharField(max_length=43, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    clips = models.ManyToManyField(Clip, through="CollectedClip", related_name="collections")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="collection_name_once_an_account")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page for its account."""
        return reverse("collection", args=[self.pk])


class CollectedClip(models.Model):
    """A clip in a collection."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries")
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="collected")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "clip"], name="clip_collected_once")]

    def __str__(self) -> str:
        return f"clip {self.clip_id} in {self.collection_id}"
