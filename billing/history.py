"""An account's licences, found again: by clip, number or member, by tier and year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from catalog.models import Account

from .models import Licence
from .terms import terms

LONGEST_SEARCH = 100
COLUMNS = (
    "number", "clip", "clip title", "tier", "terms", "licensee", "seats", "issued at (UTC)", "issued to", "credits",
    "state", "withdrawn at (UTC)", "master SHA-256", "page",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for among licences; empty is everything."""

    text: str = ""
    tier: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.text or self.tier or self.year)


def read(given: Mapping[str, str]) -> Wanted:
    """From an address; what is no tier and no year is left aside."""
    tier, year = given.get("tier", ""), given.get("year", "")
    return Wanted(
        " ".join(given.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
        tier if tier in {one.id for one in terms()} else "",
        int(year) if len(year) == 4 and year.isascii() and year.isdigit() and year != "0000" else None,
    )


def found(accounts: QuerySet[Account], wanted: Wanted) -> QuerySet[Licence]:
    """The accounts' licences that fit, newest first."""
    rows = Licence.objects.filter(account__in=accounts).select_related("clip")
    if wanted.tier:
        rows = rows.filter(tier=wanted.tier)
    if wanted.year:
        rows = rows.filter(issued_at__year=wanted.year)
    if wanted.text:
        member = Q(issued_by__icontains=wanted.text) | Q(user__email__icontains=wanted.text)
        rows = rows.filter(_number(wanted.text) | Q(clip_title__icontains=wanted.text) | member)
    return rows


def years(accounts: QuerySet[Account]) -> list[int]:
    """The years in which the accounts licensed something, newest first."""
    dates = Licence.objects.filter(account__in=accounts).order_by().dates("issued_at", "year", order="DESC")
    return [date.year for date in dates]


def rows(licences: QuerySet[Licence]) -> Iterator[tuple[str | int, ...]]:
    """Licences as lines of a sheet, in the order of `COLUMNS`."""
    for one in licences.iterator(chunk_size=500):
        yield (
            one.number,
            one.clip_id,
            one.clip_title,
            one.tier,
            one.terms_version,
            one.licensee,
            one.seats,
            f"{one.issued_at:%Y-%m-%d %H:%M:%S}",
            one.issued_by,
            one.credits,
            "valid" if one.in_force else "withdrawn",
            f"{one.withdrawn_at:%Y-%m-%d %H:%M:%S}" if one.withdrawn_at else "",
            one.master_sha256,
            settings.SITE_URL + one.get_absolute_url(),
        )


def _number(text: str) -> Q:
    """A number or a part of it, with or without hyphens."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum()).removeprefix("ODR")
    groups = [signs[at : at + 4] for at in range(0, len(signs), 4)]
    return (
        Q(number__icontains=text) | Q(number__icontains="-".join(groups))
        if signs
        else Q(number__icontains=text)
    )
