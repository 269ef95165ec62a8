"""No render repeats a clip that somebody licensed exclusively, or that was taken down: the same specifics and seed
give the same pictures."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from billing.models import Licence
from billing.offers import EXCLUSIVE
from catalog.models import WITHHELD, Clip
from catalog.twins import same_pictures
from generation.brief.model import Brief

from .ask import Ask
from .refusal import AskRefused


def apart(ask: Ask, brief: Brief) -> Ask:
    """The ask with a seed of its own where the one drawn for it would repeat such a clip.

    Raises `AskRefused` where the person named that seed.
    """
    found = ask
    while _taken(found, brief):
        if ask.seed is not None:
            raise AskRefused(
                "already",
                "This very clip is not to be had: somebody has licensed it exclusively, or it was taken down. "
                "Leave the seed open, or name another one.",
            )
        found = replace(ask, seed=found.take_seed(found.takes))
    return found


def _taken(ask: Ask, brief: Brief) -> bool:
    seeds = [ask.take_seed(take) for take in range(ask.takes)]
    exclusive = Licence.objects.filter(clip=OuterRef("pk"), tier=EXCLUSIVE, withdrawn_at=None)
    found = Clip.objects.filter(Exists(exclusive) | Q(state__in=WITHHELD), engine=ask.engine, seed__in=seeds)
    return bool(same_pictures(found, brief.as_json()))
