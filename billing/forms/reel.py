"""A collection's showreel: the clips that the account holds licences of; what it doesn't is left out by name."""

from __future__ import annotations

import json
from dataclasses import dataclass

from billing.models import Form, Licence
from catalog.models import Clip, Collection

from .spec import NotAForm

MOST = 24


@dataclass(frozen=True)
class Reel:
    """What a showreel of a collection would have, and the titles that it would leave out."""

    spec: str
    clips: tuple[Clip, ...]
    left_out: tuple[str, ...]


def reel_of(collection: Collection) -> Reel:
    """Raises `NotAForm` where nothing of the collection is licensed."""
    entries = [one.clip for one in collection.entries.select_related("clip")]
    held = set(
        Licence.objects.filter(account=collection.account, clip__in=entries, withdrawn_at=None).values_list(
            "clip_id", flat=True
        )
    )
    clips = [clip for clip in entries if clip.pk in held and not clip.withheld]
    if not clips:
        raise NotAForm("No clip of this collection is licensed. License those that the showreel should have.")
    # Of what was taken down not even the title stays.
    left_out = tuple(clip.title for clip in entries if clip.pk not in held and not clip.withheld) + tuple(
        clip.title for clip in clips[MOST:]
    )
    chosen = tuple(clips[:MOST])
    spec = json.dumps(["showreel", collection.account_id, collection.name, [clip.pk for clip in chosen]])
    return Reel(spec, chosen, left_out)


def clips_of(form: Form) -> tuple[str, list[Clip]]:
    """The title and clips of a showreel's row."""
    _, _, title, ids = json.loads(form.spec)
    found = Clip.objects.in_bulk(ids)
    return title, [found[pk] for pk in ids if pk in found]
