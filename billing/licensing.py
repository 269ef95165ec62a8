"""Issuing licences: charged in the transaction that issues, once for a team however many of it click."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from catalog.models import Account, Clip, Rendition
from catalog.publishing import index_later, withdraw
from catalog.twins import twins

from . import ledger
from .clock import now
from .entitlements import Answer, plan_allows, seats
from .locks import balance_locked, clips_locked
from .models import Hold, Licence
from .numbers import new_number
from .offers import EXCLUSIVE, hindrance, price
from .terms import Tier, tier_named

COPY_BYTES = 1 << 20


class NotForSale(Exception):
    """The clip can't be licensed by this account: it is not published, or somebody else's private one."""


class TierRefused(NotForSale):
    """The clip is for sale, and this account can't have this tier of it. `answer` says why, and what would help."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.sentence)
        self.answer = answer


@transaction.atomic
def issue(account: Account, user: Any, clip: Clip, tier_id: str) -> Licence:
    """The account's licence of this clip in this tier, issued and charged on first call.

    An exclusive licence takes the clip and its twins out of the catalogue. Raises `UnknownTier`, `NotForSale`,
    `TierRefused`, `ledger.NotEnoughCredits`; nothing was charged then.
    """
    tier = tier_named(tier_id)
    same = [clip, *twins(clip)] if tier.id == EXCLUSIVE else [clip]
    # Two who want it exclusively, or one so and one not, come one after the other.
    clips = clips_locked(one.pk for one in same)
    fresh = clips[clip.pk]
    balance_locked(account.pk)  # a double click waits here, and finds the first click's licence
    earlier = Licence.objects.filter(account=account, clip=fresh, tier=tier.id)
    in_force = earlier.filter(withdrawn_at=None).first()
    if in_force:
        return in_force
    if fresh.state != Clip.State.PUBLISHED or (fresh.private and fresh.account_id != account.pk):
        raise NotForSale("This clip can't be licensed.")
    answer = hindrance(account, fresh, tier)
    if not answer.allowed:
        raise TierRefused(answer)
    credits = price(account, fresh, tier)
    hold = _charge(account, user, fresh, tier, credits, earlier.count()) if credits else None
    licence = _write(account, user, fresh, tier, credits, hold)
    if tier.id == EXCLUSIVE:
        for one in clips.values():
            withdraw(one)
    else:
        index_later(fresh.pk)  # what others licensed comes first among equals
    return licence


def _charge(account: Account, user: Any, clip: Clip, tier: Tier, credits: int, withdrawn: int) -> Hold:
    """The captured hold. One key a licence: after a withdrawal the next one is charged anew."""
    key = f"licence {tier.id} of clip {clip.pk}" + (f", number {withdrawn + 1}" if withdrawn else "")
    note = f"{tier.name} for “{clip.title}”"
    hold = ledger.hold(account, credits, key=key, note=note, user=user)
    ledger.capture(hold, note=note)
    return hold


def _write(account: Account, user: Any, clip: Clip, tier: Tier, credits: int, hold: Hold | None) -> Licence:
    master = clip.renditions.get(kind=Rendition.Kind.MASTER)
    facts = {
        "account": account,
        "user": user,
        "issued_by": str(user)[:120] if user else "",
        "clip": clip,
        "tier": tier.id,
        "terms_version": tier.version,
        "terms": tier.as_json(),
        "terms_text": tier.text,
        "licensee": account.name,
        "seats": 1 if account.kind == Account.Kind.HOUSE else seats(account),
        "clip_title": clip.title,
        "source_type": clip.source_type,
        "master_sha256": master.sha256,
        "credits": credits,
        "height": None if account.kind == Account.Kind.HOUSE else plan_allows(account).resolution,
        "hold": hold,
        "issued_at": now(),
    }
    while True:
        number = new_number()
        try:
            with transaction.atomic():
                return Licence.objects.create(number=number, **facts)
        except IntegrityError:
            if not Licence.objects.filter(number=number).exists():
                raise
            # else the number was taken: draw another


class MasterMissing(Exception):
    """The licensed file is not in the storage. The licence stays valid; the operators have to restore it."""


def write_master(licence: Licence, path: Path) -> None:
    """Write the licensed MP4 to a file: whole, or not at all. Raises `MasterMissing`."""
    if Clip.objects.get(pk=licence.clip_id).withheld:
        raise MasterMissing(f"Clip {licence.clip_id} was taken down.")
    master = licence.clip.renditions.get(kind=Rendition.Kind.MASTER)
    if not default_storage.exists(master.key):
        raise MasterMissing(f"The master of clip {licence.clip_id} is not in the storage.")
    draft = path.with_name(path.name + ".part")
    try:
        with default_storage.open(master.key) as source, draft.open("wb") as target:
            while chunk := source.read(COPY_BYTES):
                target.write(chunk)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
