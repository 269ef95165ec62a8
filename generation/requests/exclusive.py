"""No render repeats a clip that somebody licensed exclusively, or that was taken down: the same specifics and seed
give the same pictures."""

from __future__ import annotations

from dataclasses import replace

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
    while hindrance := _hindrance(found, brief):
        if ask.seed is not None:
            raise AskRefused("already", f"{hindrance} Leave the seed open, or name another one.")
        found = replace(ask, seed=found.take_seed(found.takes))
    return found


def _hindrance(ask: Ask, brief: Brief) -> str:
    """What stands against these pictures; "" where nothing does."""
    seeds = [ask.take_seed(take) for take in range(ask.takes)]
    # What follows from other frames shows other pictures, whatever else is the same.
    made = Clip.objects.filter(engine=ask.engine, seed__in=seeds, derived_from=ask.source)
    if same_pictures(made.filter(state__in=WITHHELD), brief.as_json()):
        return "This very clip was taken down."
    exclusive = made.filter(licences__tier=EXCLUSIVE, licences__withdrawn_at=None)
    return (
        "Somebody has licensed this very clip exclusively."
        if same_pictures(exclusive, brief.as_json())
        else ""
    )
