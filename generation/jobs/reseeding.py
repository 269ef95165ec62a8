"""Another seed for a take whose first gave no picture; the take, and the clip after it, tell the seed that was used."""

from __future__ import annotations

import hashlib

from django.db import transaction

from generation.formats import LARGEST_SEED
from generation.models import Job, Take

from .lease import own


def reseed(take: Take, job: Job) -> None:
    """Give the take the seed that follows from its own, the same each time, and no other take's. Raises `LeaseLost`."""
    with transaction.atomic():
        own(job)
        others = set(job.takes.exclude(pk=take.pk).values_list("seed", flat=True))
        seed = _next(take.seed)
        while seed in others:
            seed = _next(seed)
        take.seed, take.reseeded = seed, True
        take.save(update_fields=["seed", "reseeded"])


def _next(seed: int) -> int:
    drawn = hashlib.sha256(f"another seed than {seed}".encode()).digest()
    return int.from_bytes(drawn[:4], "big") % LARGEST_SEED
