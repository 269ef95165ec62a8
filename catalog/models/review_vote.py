"""A vote: one of two people's decision, where a rule asks for two."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .review import Review


class ReviewVote(models.Model):
    """What one moderator decided of a review that two decide. Hidden from the second until they have decided."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_votes")
    approve = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "voter"], name="one_vote_a_person"),
            models.CheckConstraint(
                condition=models.Q(approve=True) | ~models.Q(reason=""), name="vote_against_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter} on review {self.review_id}: {'for' if self.approve else 'against'} it"
