"""The number that a take's frames carry invisibly, and that its clip is found by."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from catalog.models import Clip
from generation.finishing.invisible.number import LARGEST
from generation.models import Job, Take

from .lease import own


def number_of(take: Take, job: Job) -> int:
    """The take's number, given once and for all: another attempt carries the same.

    Chosen by chance, so that it tells nothing of how many clips there are. Raises `LeaseLost`.
    """
    while take.mark_number is None:
        number = 1 + secrets.randbelow(LARGEST)
        if Clip.objects.filter(mark_number=number).exists():
            continue
        try:
            with transaction.atomic():
                own(job)
                take.mark_number = number
                take.save(update_fields=["mark_number"])
        except IntegrityError:
            take.mark_number = None  # another take has it
    return take.mark_number
