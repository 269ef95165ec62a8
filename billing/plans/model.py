"""Plans, packs and what they allow, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Cadence = Literal["month", "year"]
CADENCES: tuple[Cadence, ...] = ("month", "year")
FREE = "free"


class PlansError(ValueError):
    """The plans file can't be used; the sentence says where and why."""


@dataclass(frozen=True)
class Allows:
    """What a plan allows: the short side in pixels, takes a request, licence tiers, fast minutes a month."""

    resolution: int
    takes: int
    tiers: tuple[str, ...]
    fast_minutes: int
    private: bool
    api: bool


@dataclass(frozen=True)
class Seats:
    """How many seats a plan can be bought for."""

    least: int
    most: int


@dataclass(frozen=True)
class Plan:
    """One plan. Prices are minor units by cadence and currency; credits and price are by the seat."""

    id: str
    name: str
    summary: str
    credits: int
    cap: int
    allows: Allows
    prices: Mapping[Cadence, Mapping[str, int]]
    seats: Seats | None = None
    trial_days: int = 0
    trial_credits: int = 0

    @property
    def free(self) -> bool:
        """Whether nobody pays for it."""
        return not self.prices

    def price(self, cadence: Cadence, currency: str) -> int:
        """Minor units for one seat and one cadence. Raises KeyError for what isn't sold."""
        return self.prices[cadence][currency]

    def as_json(self) -> dict[str, Any]:
        """What a subscription keeps of its plan, for the day that the file no longer has it."""
        return asdict(self)


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """A plan from what `Plan.as_json` gave."""
    allows = Allows(**{**data["allows"], "tiers": tuple(data["allows"]["tiers"])})
    seats = Seats(**data["seats"]) if data["seats"] else None
    return Plan(**{**data, "allows": allows, "seats": seats})


@dataclass(frozen=True)
class Pack:
    """Credits bought once."""

    id: str
    credits: int
    prices: Mapping[str, int]


@dataclass(frozen=True)
class Catalogue:
    """The whole file."""

    currencies: tuple[str, ...]
    grace_days: int
    rollover_months: int
    plans: tuple[Plan, ...]
    packs: tuple[Pack, ...]

    def plan(self, plan_id: str) -> Plan | None:
        """The plan of that id, if the file has it."""
        return next((plan for plan in self.plans if plan.id == plan_id), None)

    def pack(self, pack_id: str) -> Pack | None:
        """The pack of that id, if the file has it."""
        return next((pack for pack in self.packs if pack.id == pack_id), None)

    @property
    def free(self) -> Plan:
        """The plan of everybody who pays nothing."""
        plan = self.plan(FREE)
        assert plan is not None  # noqa: S101 (reading.py refuses a file without it)
        return plan

    @property
    def paid(self) -> tuple[Plan, ...]:
        """The plans that are sold, in the file's order, which is also from least to most."""
        return tuple(plan for plan in self.plans if not plan.free)
