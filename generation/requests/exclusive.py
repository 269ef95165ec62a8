"""No render repeats a clip that somebody licensed exclusively: the same specifics and seed give the same pictures."""

from __future__ import annotations

from dataclasses import replace

from billing.offers import EXCLUSIVE
from catalog.models import Clip
from catalog.twins import same_pictures
from generation.brief.model import Brief

from .ask import Ask
from .refusal import AskRefused


def apart(ask: Ask, brief: Brief) -> Ask:
    """The ask with a seed of its own where the one drawn for it would repeat an exclusive clip.

    Raises `AskRefused` where the person named that seed.
    """
    found = ask
    while _taken(found, brief):
        if ask.seed is not None:
            raise AskRefused(
                "already",
                "Somebody has licensed this very clip exclusively. Leave the seed open, or name another one.",
            )
        found = replace(ask, seed=found.take_seed(found.takes))
    return found


def _taken(ask: Ask, brief: Brief) -> bool:
    seeds = [ask.take_seed(take) for take in range(ask.takes)]
    exclusive = Clip.objects.filter(
        engine=ask.engine, seed__in=seeds, licences__tier=EXCLUSIVE, licences__withdrawn_at=None
    )
    return bool(same_pictures(exclusive, brief.as_json()))
