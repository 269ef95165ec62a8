"""The one answer to: may this account do this, and if not, why and what would help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from catalog.models import Account

from .models import FastMinutes
from .plans import Allows, catalogue
from .plans.ranking import rank
from .standing import Standing, default_plan, standing

What = Literal[
    "spend",
    "resolution",
    "download_height",
    "takes",
    "licence_tier",
    "private",
    "api",
    "seats",
    "fast_lane",
    "engine",
]


@dataclass(frozen=True)
class Answer:
    """Allowed or not. `reason` says what stands in the way; `remedy` what would help, `plan` which plan."""

    allowed: bool
    reason: str = ""
    remedy: str = ""
    plan: str = ""

    @property
    def sentence(self) -> str:
        """Reason and remedy."""
        return f"{self.reason} {self.remedy}".strip()


YES = Answer(True)


def may(account: Account, what: What, value: Any = None) -> Answer:
    """Whether the account may do one thing now.

    `value` by `what`: `resolution` and `download_height` the short side in pixels, `takes` a number,
    `licence_tier` its id, `seats` how many are needed, `fast_lane` milliseconds of clip, `engine` the least plan that
    it is for ("" for every one); the others none.
    """
    if account.kind == Account.Kind.HOUSE:
        return YES
    stand = standing(account)
    if what == "spend":
        return _spend(stand)
    if what == "seats":
        return _seats(stand, int(value))
    if what == "fast_lane":
        return _fast_lane(account, stand, int(value))
    if what == "engine":
        return _engine(stand, str(value))
    return _allowed(stand, what, value)


def seats(account: Account) -> int:
    """How many people the account's plan has room for; 1 where it has no seats."""
    return standing(account).seats


def plan_allows(account: Account) -> Allows:
    """Everything that the account's plan allows, for pages that show only what may be chosen."""
    return standing(account).plan.allows


def plans_within(account: Account | None) -> frozenset[str]:
    """The plans whose engines may be used, for pages that show only what may be chosen: "" and each up to its own.

    None is somebody who has not signed in.
    """
    plans = catalogue().plans
    if account and account.kind == Account.Kind.HOUSE:
        return frozenset({"", *(plan.id for plan in plans)})
    own = standing(account).plan if account else default_plan()
    return frozenset({"", own.id, *(plan.id for plan in plans[: rank(own) + 1])})


RULES: dict[str, tuple[Callable[[Allows, Any], bool], Callable[[Allows, Any], str]]] = {
    "resolution": (
        lambda allows, height: height <= allows.resolution,
        lambda allows, height: f"makes clips up to {allows.resolution}p, and this is {height}p.",
    ),
    "download_height": (
        lambda allows, height: height <= allows.resolution,
        lambda allows, height: f"has downloads up to {allows.resolution}p, and this is {height}p.",
    ),
    "takes": (
        lambda allows, takes: takes <= allows.takes,
        lambda allows, takes: (
            f"makes {_number(allows.takes, 'take')} of a request, and this asks for {takes}."
        ),
    ),
    "licence_tier": (
        lambda allows, tier: tier in allows.tiers,
        lambda allows, tier: f"has no {tier} licences.",
    ),
    "private": (lambda allows, _: allows.private, lambda allows, _: "has no private clips."),
    "api": (lambda allows, _: allows.api, lambda allows, _: "has no access to the API."),
}


def _allowed(stand: Standing, what: str, value: Any) -> Answer:
    holds, sentence = RULES[what]
    if holds(stand.plan.allows, value):
        return YES
    reason = f"The {stand.plan.name} plan {sentence(stand.plan.allows, value)}"
    if stand.held and stand.held is not stand.plan and holds(stand.held.allows, value):
        return Answer(False, reason, _revive(stand), stand.held.id)
    better = next((plan for plan in catalogue().paid if holds(plan.allows, value)), None)
    if better is None:
        return Answer(False, reason)
    return Answer(False, reason, f"{better.name} does: see Plans.", better.id)


def _revive(stand: Standing) -> str:
    assert stand.held is not None  # noqa: S101 (both callers have looked)
    if stand.state == "paused":
        return f"Your {stand.held.name} plan is paused: let it go on under Billing."
    return f"The last payment for {stand.held.name} failed: pay it under Billing and everything is back."


def _spend(stand: Standing) -> Answer:
    if stand.disputed:
        return Answer(
            False,
            "A payment of this account is disputed with the bank, so nothing new can be charged.",
            "Licences and downloads go on working. Whoever runs this site can settle the dispute with you.",
        )
    return YES


def _seats(stand: Standing, needed: int) -> Answer:
    if needed <= stand.seats:
        return YES
    if stand.plan.seats is None:
        sold = next((plan for plan in catalogue().paid if plan.seats), None)
        remedy = f"{sold.name} has: see Plans." if sold else ""
        return Answer(
            False, f"The {stand.plan.name} plan is for one person.", remedy, sold.id if sold else ""
        )
    reason = f"All {stand.seats} seats are taken."
    if needed > stand.plan.seats.most:
        return Answer(False, f"The {stand.plan.name} plan has at most {stand.plan.seats.most} seats.")
    return Answer(False, reason, "Add seats under Billing.", stand.plan.id)


def _fast_lane(account: Account, stand: Standing, needed_ms: int) -> Answer:
    minutes = stand.plan.allows.fast_minutes * stand.seats
    if not minutes:
        better = next((plan for plan in catalogue().paid if plan.allows.fast_minutes), None)
        remedy = f"{better.name} has: see Plans." if better else ""
        return Answer(False, f"The {stand.plan.name} plan has no fast lane.", remedy)
    if FastMinutes.used(account) + needed_ms > minutes * 60_000:
        return Answer(
            False,
            f"This month's {_number(minutes, 'minute')} in the fast lane are used.",
            "Clips are made in the ordinary queue until the first of next month.",
        )
    return YES


def _engine(stand: Standing, least: str) -> Answer:
    """An engine is for the accounts of a plan and of every later one in the plans file."""
    if not least or least == stand.plan.id:
        return YES
    plan = catalogue().plan(least)
    if plan is None:
        return Answer(False, f"This engine is for a plan, {least}, that this site does not have.")
    needed = rank(plan)
    if rank(stand.plan) >= needed:
        return YES
    reason = f"The {stand.plan.name} plan does not have this engine."
    if stand.held and stand.held is not stand.plan and rank(stand.held) >= needed:
        return Answer(False, reason, _revive(stand), stand.held.id)
    if plan.free:
        return Answer(False, reason)
    return Answer(False, reason, f"{plan.name} does: see Plans.", plan.id)


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
