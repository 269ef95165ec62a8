"""Which of two plans is the later one: the plans file goes from least to most."""

from __future__ import annotations

from itertools import takewhile

from .model import Plan
from .reading import catalogue


def rank(plan: Plan) -> int:
    """Where a plan stands in the file, from 0.

    One that is still held but no longer sold stands by its price: as the last plan before the first that costs more.
    """
    plans = catalogue().plans
    ids = [one.id for one in plans]
    if plan.id in ids:
        return ids.index(plan.id)
    return sum(1 for _ in takewhile(lambda one: not _dearer(one, plan), plans)) - 1


def _dearer(one: Plan, other: Plan) -> bool:
    """Whether it costs more at least, seats included, by the first price that both have; what is free never does."""
    for cadence, prices in one.prices.items():
        for currency, amount in prices.items():
            if currency in other.prices.get(cadence, {}):
                return amount * _seats(one) > other.prices[cadence][currency] * _seats(other)
    return not one.free


def _seats(plan: Plan) -> int:
    return plan.seats.least if plan.seats else 1
