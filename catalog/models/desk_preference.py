"""How a moderator wants to be shown what waits."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class DeskPreference(models.Model):
    """Pictures at the desk may be blurred and grey for whoever looks at hard ones all day."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_preference"
    )
    blur = models.BooleanField(default=False)
    grey = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user}: {'blurred' if self.blur else 'sharp'}, {'grey' if self.grey else 'in colour'}"
