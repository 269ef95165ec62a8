"""How new clips can follow from one that is there: its variations, and what happens after it."""

from __future__ import annotations

from billing.following import followable_clips
from catalog.models import Account, Clip
from generation.engine.base import Follows
from generation.engine.registry import models

from .engines import able

WAYS: tuple[Follows, ...] = ("variation", "extend")


def ways(clip: Clip, account: Account | None) -> tuple[Follows, ...]:
    """In which ways a clip of this account may follow, and a model of this site can make one."""
    if account is None or not followable_clips(account).filter(pk=clip.pk).exists():
        return ()
    return tuple(way for way in WAYS if any(able(model, way) for model in models()))
