"""A take: one result of a job."""

from __future__ import annotations

import secrets

from django.db import models

from catalog.models import Clip

from .job import Job


def new_token() -> str:
    """128 random bits: a take's folder in the storage, not to be guessed from its number."""
    return secrets.token_hex(16)


class Take(models.Model):
    """One result of a job. The row stands before its first file is stored, so that no file can stray.

    `token` names the take's folder in the storage; `clip` is empty until all its files are there.
    `made_with` tells how a model made it (`Rendering.made_with`); `reseeded` that its first seed gave no picture.
    `mark_number` is what its frames carry invisibly (`jobs/numbering.py`), from its first attempt on.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="takes")
    index = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    token = models.CharField(max_length=32, unique=True, default=new_token)
    mark_number = models.PositiveIntegerField(null=True, blank=True, unique=True)
    reseeded = models.BooleanField(default=False)
    made_with = models.JSONField(default=dict, blank=True)
    clip = models.OneToOneField(Clip, null=True, blank=True, on_delete=models.SET_NULL, related_name="take")

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["job", "index"], name="one_take_an_index")]

    def __str__(self) -> str:
        return f"take {self.index + 1} of job {self.job_id}"
