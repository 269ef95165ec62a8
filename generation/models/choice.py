"""What people did when the catalogue already had something for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Account, Clip

from .request import RenderRequest


class MatchChoice(models.Model):
    """A match that was shown, and whether it was taken or a clip was made anyway. Never changed.

    `score` is what the page showed. Taken means a render saved; made anyway with a high score means that
    somebody disagreed with it.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="match_choices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    clip = models.ForeignKey(Clip, null=True, on_delete=models.SET_NULL, related_name="match_choices")
    prompt = models.TextField()
    score = models.FloatField()
    taken = models.BooleanField()
    request = models.OneToOneField(
        RenderRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="match_choice",
        help_text="The request that was made anyway",
    )  # fmt: skip
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "clip"], condition=Q(taken=True), name="a_clip_is_taken_once_an_account"
            ),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="match_score_is_a_share"),
            models.CheckConstraint(
                condition=Q(taken=True) | Q(request__isnull=False), name="made_anyway_has_a_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{'taken' if self.taken else 'made anyway'} at {self.score:.2f}"
