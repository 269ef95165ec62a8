"""What the Make page may offer: what an account's plan has, and what the engine at hand can make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from billing.entitlements import plan_allows
from billing.plans import catalogue
from catalog.models import Account
from generation.engine.registry import engine
from generation.formats import LONGEST_MS, RATES, RESOLUTIONS, TAKES

from .ask import Ask
from .reach import longest_s, problem


@dataclass(frozen=True)
class Choice:
    """One choice of the form.

    `plan` names the plan that has it where the account's has not; `reason` says why the engine can't make it.
    """

    value: Any
    plan: str = ""
    reason: str = ""

    @property
    def closed(self) -> str:
        """Why it can't be chosen; "" where it can."""
        return f"With the {self.plan} plan" if self.plan else self.reason


@dataclass(frozen=True)
class Limits:
    """The form's choices, each open or with what stands in its way. `longest` is in seconds."""

    resolutions: tuple[Choice, ...]
    rates: tuple[Choice, ...]
    takes: tuple[Choice, ...]
    private: Choice
    sound: Choice
    loop: Choice
    longest: float

    @property
    def largest(self) -> str:
        """The largest size that may be asked for and made; of an engine that makes none, the plan's."""
        had = [one for one in self.resolutions if not one.plan]
        made = [one for one in had if not one.reason]
        return str((made or had)[-1].value)

    @property
    def shortened(self) -> bool:
        """Whether the engine makes no clips as long as can be asked for elsewhere."""
        return self.longest < LONGEST_MS / 1000

    @property
    def sizes_closed(self) -> bool:
        """Whether there are sizes that the engine can't make."""
        return any(one.reason for one in self.resolutions)

    @property
    def rates_closed(self) -> bool:
        """Whether there are frame rates that the engine can't make."""
        return any(one.reason for one in self.rates)


def limits(account: Account | None, ask: Ask | None = None) -> Limits:
    """For an account and the settings as they stand; a guest sees everything, and is told after signing in."""
    asked = ask or Ask("")
    chosen = engine(asked.engine)
    house = account is None or account.kind == Account.Kind.HOUSE
    allows = None if house or account is None else plan_allows(account)

    def plan(what: str, size: Any) -> str:
        if allows is None or size <= getattr(allows, what):
            return ""
        better = next((plan for plan in catalogue().paid if size <= getattr(plan.allows, what)), None)
        return better.name if better else "no plan"

    def reason(field: str, **changed: Any) -> str:
        found = problem(chosen, asked, field, **changed)
        return found.sentence if found else ""

    return Limits(
        resolutions=tuple(
            Choice(name, plan("resolution", height), reason("resolution", resolution=name))
            for name, height in RESOLUTIONS.items()
        ),
        rates=tuple(Choice(rate, reason=reason("fps", fps=rate)) for rate in RATES),
        takes=tuple(Choice(number, plan("takes", number)) for number in TAKES),
        private=Choice("private", plan("private", True)),
        sound=Choice("sound", reason=reason("sound", sound=True)),
        loop=Choice("loop", reason=reason("loop", loop=True)),
        longest=longest_s(chosen, asked),
    )
