"""What is said of an ask before anything is spent: understood, allowed, how much, how long, what there is already."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.access import Viewer
from catalog.models import Account
from generation.brief.model import Brief
from generation.brief.parse import parse
from generation.engine.base import Coverage
from generation.engine.registry import engine
from generation.screening.model import Verdict

from .already import already_made
from .ask import Ask
from .estimate import seconds, wait_ahead
from .matches import ClipMatch, find_matches
from .price import price
from .submit import NORMAL
from .verdict import screened


@dataclass(frozen=True)
class Reading:
    """Everything a person is told before they decide.

    `price` in credits; `seconds` of rendering once begun; `ahead` jobs wait before it, for
    `wait_seconds`. `lacking` are sentences on what keeps the engine from running here. `already` is the
    match that a render would only repeat.
    """

    ask: Ask
    brief: Brief
    coverage: Coverage
    verdict: Verdict
    price: int
    seconds: float
    ahead: int
    wait_seconds: float
    matches: list[ClipMatch]
    lacking: list[str]
    already: ClipMatch | None = None

    @property
    def makeable(self) -> bool:
        """Whether pressing the button would be taken, given a yes to what can't be shown."""
        return self.verdict.decision != "refuse" and bool(self.coverage.family) and not self.lacking

    @property
    def appealable(self) -> bool:
        """Whether a refusal can be put before a person."""
        return self.verdict.decision == "refuse" and self.verdict.overridable_by not in ("", "nobody")

    @property
    def needs_consent(self) -> bool:
        """Whether the subject can't be shown, so that the person has to accept the rest."""
        return self.coverage.subject == "not at all"


def read(ask: Ask, viewer: Viewer, account: Account | None = None) -> Reading:
    """Read an ask for a viewer, and for the account that would pay. Writes nothing."""
    brief = parse(ask.prompt)
    chosen = engine(ask.engine)
    verdict = screened(ask.prompt, account)
    ahead, wait = wait_ahead(NORMAL)
    matches = [] if verdict.decision == "refuse" else find_matches(brief, ask, viewer)
    return Reading(
        ask=ask,
        brief=brief,
        coverage=chosen.cover(brief),
        verdict=verdict,
        price=price(ask),
        seconds=seconds(ask, brief),
        ahead=ahead,
        wait_seconds=wait,
        matches=matches,
        lacking=chosen.missing(),
        already=already_made(brief, ask, matches),
    )
