"""What the Make page may offer an account: its plan's sizes, takes and privacy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from billing.entitlements import plan_allows
from billing.plans import catalogue
from catalog.models import Account

from .formats import RESOLUTIONS, TAKES


@dataclass(frozen=True)
class Choice:
    """One choice of the form; `plan` names the plan that has it where the account's has not."""

    value: Any
    plan: str = ""


@dataclass(frozen=True)
class Limits:
    """The form's choices, each open or with the plan that opens it."""

    resolutions: tuple[Choice, ...]
    takes: tuple[Choice, ...]
    private: Choice

    @property
    def largest(self) -> str:
        """The largest size that may be asked for."""
        return str([one.value for one in self.resolutions if not one.plan][-1])


def limits(account: Account | None) -> Limits:
    """For an account; a guest sees everything, and is told after signing in."""
    house = account is None or account.kind == Account.Kind.HOUSE
    allows = None if house or account is None else plan_allows(account)

    def choice(value: Any, what: str, size: Any) -> Choice:
        if allows is None or size <= getattr(allows, what):
            return Choice(value)
        better = next((plan for plan in catalogue().paid if size <= getattr(plan.allows, what)), None)
        return Choice(value, better.name if better else "no plan")

    return Limits(
        resolutions=tuple(choice(name, "resolution", height) for name, height in RESOLUTIONS.items()),
        takes=tuple(choice(number, "takes", number) for number in TAKES),
        private=choice("private", "private", True),
    )
