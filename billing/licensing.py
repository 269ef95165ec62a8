"""Issuing licences: terms, price, number; charged in the transaction that issues."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Account, Clip, Rendition
from catalog.publishing import index_later

from . import ledger
from .locks import balance_locked
from .models import Included, Licence
from .numbers import new_number

TERMS_FILE = Path(__file__).with_name("terms.toml")
COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class Terms:
    """One tier: what it allows in plain sentences, and its price in credits."""

    id: str
    name: str
    version: str
    credits: int
    summary: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The words that a licence keeps."""
        return {"name": self.name, "may": list(self.may), "may_not": list(self.may_not)}


class UnknownTier(LookupError):
    """There are no terms of that name."""


class NotForSale(Exception):
    """The clip can't be licensed by this account: it is not published, or somebody else's private one."""


@cache
def terms() -> tuple[Terms, ...]:
    """Every tier on offer, cheapest first."""
    data = tomllib.loads(TERMS_FILE.read_text())
    tiers = [
        Terms(
            id=tier["id"],
            name=tier["name"],
            version=data["version"],
            credits=tier["credits"],
            summary=tier["summary"],
            may=tuple(tier["may"]),
            may_not=tuple(tier["may_not"]),
        )
        for tier in data["tier"]
    ]
    return tuple(sorted(tiers, key=lambda tier: tier.credits))


def tier_named(name: str) -> Terms:
    """The tier of that id. Raises `UnknownTier`."""
    found = next((tier for tier in terms() if tier.id == name), None)
    if found is None:
        known = ", ".join(tier.id for tier in terms())
        raise UnknownTier(f"There is no licence “{name}”; choose one of: {known}.")
    return found


def include(account: Account, clips: Iterable[Clip]) -> None:
    """Record that an account paid for making these clips. Safe to repeat."""
    Included.objects.bulk_create(
        (Included(account=account, clip=clip) for clip in clips), ignore_conflicts=True
    )


def price(account: Account, clip: Clip, tier: Terms) -> int:
    """Credits that a licence costs an account. Whoever had the clip made has paid for the first tier with it."""
    if account.kind == Account.Kind.HOUSE:
        return 0
    included = Included.objects.filter(account=account, clip=clip).exists()
    return tier.credits - terms()[0].credits if included else tier.credits


@transaction.atomic
def issue(account: Account, user: Any, clip: Clip, tier_id: str) -> Licence:
    """The account's licence of this clip in this tier, issued and charged on first call.

    Raises `UnknownTier`, `NotForSale`, `ledger.NotEnoughCredits`; nothing was charged then.
    """
    tier = tier_named(tier_id)
    balance_locked(account.pk)  # a double click waits here, and finds the first click's licence
    earlier = Licence.objects.filter(account=account, clip=clip, tier=tier.id).first()
    if earlier:
        return earlier
    fresh = Clip.objects.get(pk=clip.pk)
    if fresh.state != Clip.State.PUBLISHED or (fresh.private and fresh.account_id != account.pk):
        raise NotForSale("This clip can't be licensed.")
    credits = price(account, fresh, tier)
    hold = None
    if credits:
        note = f"{tier.name} for “{fresh.title}”"
        hold = ledger.hold(account, credits, key=f"licence {tier.id} of clip {fresh.pk}", note=note)
        ledger.capture(hold, note=note)
    index_later(fresh.pk)  # what others licensed comes first among equals
    return _write(account, user, fresh, tier, credits, hold)


def _write(account: Account, user: Any, clip: Clip, tier: Terms, credits: int, hold: Any) -> Licence:
    master = clip.renditions.get(kind=Rendition.Kind.MASTER)
    while True:
        try:
            with transaction.atomic():
                return Licence.objects.create(
                    number=new_number(),
                    account=account,
                    user=user,
                    clip=clip,
                    tier=tier.id,
                    terms_version=tier.version,
                    terms=tier.as_json(),
                    licensee=account.name,
                    clip_title=clip.title,
                    source_type=clip.source_type,
                    master_sha256=master.sha256,
                    credits=credits,
                    hold=hold,
                    issued_at=timezone.now(),
                )
        except IntegrityError:
            if Licence.objects.filter(account=account, clip=clip, tier=tier.id).exists():
                raise
            # else the number was taken: draw another


class MasterMissing(Exception):
    """The licensed file is not in the storage. The licence stays valid; the operators have to restore it."""


def write_master(licence: Licence, path: Path) -> None:
    """Write the licensed MP4 to a file: whole, or not at all. Raises `MasterMissing`."""
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
