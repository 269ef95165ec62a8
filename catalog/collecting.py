"""Collections: made, filled, shared by a link that can't be guessed, and carried away as a list."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from .access import Viewer, accounts_of, visible_clips
from .models import WITHHELD, Account, Clip, CollectedClip, Collection

#: Collections of one account, and clips of one collection.
MOST, MOST_CLIPS = 200, 500
LONGEST_NAME = 120


class CollectionRefused(Exception):
    """What was asked of a collection can't be done; the message is for the person."""


def collections_of(user: Viewer) -> QuerySet[Collection]:
    """The collections that a user may see and change: their accounts' own."""
    return Collection.objects.filter(account__in=accounts_of(user))


def make(account: Account, user: Any, name: str) -> Collection:
    """A new collection, or the account's one of that name. Raises `CollectionRefused`."""
    name = " ".join(name.split())
    if not name:
        raise CollectionRefused("Give the collection a name.")
    if len(name) > LONGEST_NAME:
        raise CollectionRefused(f"A collection's name has at most {LONGEST_NAME} signs.")
    there = Collection.objects.filter(account=account, name=name).first()
    if there:
        return there
    if Collection.objects.filter(account=account).count() >= MOST:
        raise CollectionRefused(f"You have {MOST} collections already; remove one first.")
    try:
        with transaction.atomic():
            return Collection.objects.create(account=account, made_by=user, name=name)
    except IntegrityError:  # made by a colleague, or a double click, in the meantime
        return Collection.objects.get(account=account, name=name)


def put(collection: Collection, clip: Clip) -> bool:
    """Put a clip in; whether it was not there before. Raises `CollectionRefused` where it is full."""
    if collection.entries.filter(clip=clip).exists():
        return False
    if collection.entries.count() >= MOST_CLIPS:
        raise CollectionRefused(f"“{collection}” has {MOST_CLIPS} clips already; begin another one.")
    return CollectedClip.objects.get_or_create(collection=collection, clip=clip)[1]


def take_out(collection: Collection, clip_id: int) -> bool:
    """Take a clip out; whether it was there."""
    return bool(collection.entries.filter(clip_id=clip_id).delete()[0])


def share(collection: Collection) -> str:
    """The link's token, made on first use. 256 bits: nobody guesses it."""
    if not collection.token:
        made = secrets.token_urlsafe(32)
        Collection.objects.filter(pk=collection.pk, token=None).update(token=made)
        collection.refresh_from_db(fields=["token"])
    return collection.token or ""


def stop_sharing(collection: Collection) -> None:
    """The link leads nowhere from now on; sharing again makes another."""
    Collection.objects.filter(pk=collection.pk).update(token=None)
    collection.token = None


def shown(collection: Collection, viewer: Viewer) -> QuerySet[Clip]:
    """The clips that a viewer sees of it: a link shows nobody a clip that they could not open."""
    found = visible_clips(viewer).filter(collected__collection=collection).exclude(state__in=WITHHELD)
    return found.order_by("collected__at", "collected__pk")


def gone(collection: Collection) -> list[int]:
    """Numbers of the collection's clips that were taken down or hidden. Their titles go with them."""
    entries = collection.entries.filter(clip__state__in=WITHHELD)
    return list(entries.values_list("clip_id", flat=True))


def rows(clips: QuerySet[Clip]) -> Iterator[dict[str, Any]]:
    """A collection as a list to carry away: what each clip is, how it was made and how it is credited."""
    for clip in clips:
        yield {
            "clip": clip.pk,
            "title": clip.title,
            "address": f"{settings.SITE_URL}{clip.get_absolute_url()}",
            "seconds": clip.duration_ms / 1000,
            "width": clip.width,
            "height": clip.height,
            "frames_a_second": clip.fps,
            "made_by": f"{clip.engine} {clip.engine_version}",
            "credit": f"{clip.title} · {clip.mark} · Oddreel",
        }
