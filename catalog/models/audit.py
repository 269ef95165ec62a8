"""The audit: who did what, when. Lines are added, and never changed or removed: the database itself refuses."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditLine(models.Model):
    """One act on a clip, a review, a policy or whatever `subject` names ("request 12", "policy 2026.2").

    References have no constraint in the database: a line outlives what it is about, and who did it.
    `actor_name` keeps what the person was called; "" and no actor is the machine itself.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    actor_name = models.CharField(max_length=254, blank=True)
    action = models.CharField(max_length=40)
    review = models.ForeignKey(
        "catalog.Review", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="audit"
    )
    clip = models.ForeignKey(
        "catalog.Clip", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="audit"
    )
    subject = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["action", "at"], name="audit_by_action")]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"
