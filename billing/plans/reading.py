"""Reading the plans file: complete and consistent, or a sentence that says what is wrong with it."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from .model import CADENCES, FREE, Allows, Catalogue, Pack, Plan, PlansError, Seats

SHIPPED = Path(__file__).with_name("plans.toml")
ID = re.compile(r"[a-z][a-z0-9-]{0,29}")
CURRENCY = re.compile(r"[a-z]{3}")
#: Stripe takes no larger amount: eight digits in minor units.
LARGEST_PRICE = 99_999_999
LARGEST_CREDITS = 1_000_000
ALLOWS = {"resolution": int, "takes": int, "fast_minutes": int, "private": bool, "api": bool, "tiers": list}


def catalogue() -> Catalogue:
    """The plans on offer: `PLANS_FILE`, else the file that ships; read again when it changes.

    Raises `PlansError`, which a system check reports at the start.
    """
    path = Path(settings.PLANS_FILE) if settings.PLANS_FILE else SHIPPED
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise PlansError(f"The plans file {path} can't be read ({error.strerror}).") from error
    return _read_once(path, changed)


@lru_cache(maxsize=4)
def _read_once(path: Path, changed: int) -> Catalogue:
    return read(path.read_text())


def read(text: str) -> Catalogue:
    """The catalogue that a plans file declares. Raises `PlansError`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlansError(f"The plans file is no TOML: {error}.") from error
    currencies = data.get("currencies")
    if not isinstance(currencies, list) or not currencies or not all(_is_currency(one) for one in currencies):
        raise PlansError('currencies: name at least one, such as ["eur"].')
    found = Catalogue(
        currencies=tuple(currencies),
        grace_days=_whole(data, "grace_days", "The file", most=60),
        rollover_months=_whole(data, "rollover_months", "The file", most=24),
        plans=tuple(_plan(one, currencies) for one in data.get("plan", [])),
        packs=tuple(_pack(one, currencies) for one in data.get("pack", [])),
    )
    for ids in ([plan.id for plan in found.plans], [pack.id for pack in found.packs]):
        for twice in {one for one in ids if ids.count(one) > 1}:
            raise PlansError(f"{twice} stands twice in the plans file.")
    free = found.plan(FREE)
    if free is None or not free.free:
        raise PlansError(f"The plans file needs a plan with id “{FREE}” and without prices.")
    for plan in found.plans:
        if plan.free and plan.id != FREE:
            raise PlansError(f"{plan.id} has no price; only “{FREE}” costs nothing.")
    return found


def _plan(data: dict[str, Any], currencies: list[str]) -> Plan:
    name = _identified(data)
    allowed = data.get("allows")
    if not isinstance(allowed, dict) or allowed.keys() != ALLOWS.keys():
        raise PlansError(f"{name}: allows needs exactly {', '.join(ALLOWS)}.")
    for key, kind in ALLOWS.items():
        if type(allowed[key]) is not kind:
            raise PlansError(f"{name}: allows.{key} has to be {_words(kind)}.")
    prices = {cadence: _prices(data[cadence], currencies, name) for cadence in CADENCES if cadence in data}
    seats = data.get("seats")
    if seats is not None:
        seats = Seats(least=_whole(seats, "least", name, least=1), most=_whole(seats, "most", name, least=1))
        if seats.least > seats.most:
            raise PlansError(f"{name}: seats.least is above seats.most.")
    credits = _whole(data, "credits", name, most=LARGEST_CREDITS)
    plan = Plan(
        id=name,
        name=_text(data, "name", name),
        summary=_text(data, "summary", name),
        credits=credits,
        cap=_whole(data, "cap", name, least=credits, most=LARGEST_CREDITS),
        allows=Allows(**{**allowed, "tiers": tuple(allowed["tiers"])}),
        prices=prices,
        seats=seats,
        trial_days=_whole({"trial_days": 0, **data}, "trial_days", name, most=90),
        trial_credits=_whole({"trial_credits": 0, **data}, "trial_credits", name, most=credits),
    )
    if plan.free and (plan.trial_days or plan.seats):
        raise PlansError(f"{name}: what costs nothing has neither a trial nor seats.")
    return plan


def _pack(data: dict[str, Any], currencies: list[str]) -> Pack:
    name = _identified(data)
    credits = _whole(data, "credits", name, least=1, most=LARGEST_CREDITS)
    return Pack(id=name, credits=credits, prices=_prices(data.get("price"), currencies, name))


def _prices(data: Any, currencies: list[str], name: str) -> dict[str, int]:
    if not isinstance(data, dict) or set(data) != set(currencies):
        raise PlansError(f"{name}: give a price in each of {', '.join(currencies)}, and in no other.")
    return {currency: _whole(data, currency, name, least=1, most=LARGEST_PRICE) for currency in currencies}


def _identified(data: dict[str, Any]) -> str:
    found = data.get("id")
    if not isinstance(found, str) or not ID.fullmatch(found):
        raise PlansError(f"A plan or pack has the id {found!r}; use small letters, digits and hyphens.")
    return found


def _text(data: dict[str, Any], key: str, name: str) -> str:
    found = data.get(key)
    if not isinstance(found, str) or not found.strip():
        raise PlansError(f"{name}: {key} is missing.")
    return found


def _whole(data: dict[str, Any], key: str, name: str, *, least: int = 0, most: int = LARGEST_CREDITS) -> int:
    found = data.get(key)
    if type(found) is not int or not least <= found <= most:
        raise PlansError(f"{name}: {key} has to be a whole number from {least} to {most}, and is {found!r}.")
    return found


def _is_currency(found: Any) -> bool:
    return isinstance(found, str) and bool(CURRENCY.fullmatch(found))


def _words(kind: type) -> str:
    return {int: "a whole number", bool: "true or false", list: "a list"}[kind]
