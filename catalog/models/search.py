"""Searches that belong to somebody: those typed lately, and those kept for good."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.http import urlencode


class RecentSearch(models.Model):
    """What a user typed lately; offered while they type, seen by nobody else, and theirs to delete."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "words"], name="recent_search_once")]

    def __str__(self) -> str:
        return self.words


class SavedSearch(models.Model):
    """A search whose new hits are mailed to its user, if `mails` says so.

    Clips published up to `told_until` were in an earlier mail, or there before the search was saved.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=400, blank=True)
    filters = models.JSONField(default=dict, help_text="Facet → its chosen values, sorted")
    colour = models.CharField(max_length=7, blank=True, help_text="#rrggbb")
    mails = models.BooleanField(default=True)
    told_until = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "words", "filters", "colour"], name="search_saved_once"),
        ]

    def __str__(self) -> str:
        return self.words or "Clips"

    @property
    def address(self) -> str:
        """Where its results are."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [("colour", self.colour.lstrip("#"))] if self.colour else []
        return f"/?{urlencode(pairs)}"
