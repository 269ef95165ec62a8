"""The clips' sides of comparisons: stored when a clip is published, read again where one is missing or stale."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from catalog.models import Clip
from catalog.search.embedding import embed_one
from catalog.signals import clip_published
from generation.matching.answer import READ, side
from generation.matching.judge import VERSION, Side, unpack
from generation.models import ClipSide


def read_side(text: str) -> Side:
    """A text, read by the models that the site has loaded anyway."""
    return side(text, embed_one)


def digest(text: str) -> str:
    """Differs when the description or the model does."""
    return f"{VERSION}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


@receiver(clip_published)
def store_side(sender: Any, clip: Clip, **kwargs: Any) -> None:
    """Read the clip's description once. About two milliseconds."""
    ClipSide.objects.update_or_create(
        clip=clip, defaults={"digest": digest(clip.prompt), "data": read_side(clip.prompt).pack()}
    )


def sides_of(clips: Iterable[Clip]) -> dict[int, Side]:
    """Every clip's side, by clip. Writes nothing: a missing one is read and thrown away."""
    wanted = {clip.pk: clip.prompt for clip in clips}
    found: dict[int, Side] = {}
    for row in ClipSide.objects.filter(clip__in=wanted):
        text = wanted[row.clip_id]
        if row.digest == digest(text):
            found[row.clip_id] = unpack(text[:READ], bytes(row.data))
    return found | {pk: read_side(text) for pk, text in wanted.items() if pk not in found}
