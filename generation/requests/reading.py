"""What is said of an ask before anything is spent: understood, allowed, how much, how long, what there is already."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.access import Viewer
from catalog.models import Account
from generation.brief.model import Brief
from generation.brief.parse import parse
from generation.engine.base import Coverage, Engine, Problem, Wording
from generation.engine.registry import engine
from generation.jobs.fleet import lacking, waiting_note
from generation.screening.model import Verdict

from .already import already_made
from .ask import Ask
from .classes import class_of
from .engines import has, spoken
from .estimate import seconds
from .matches import ClipMatch, find_matches
from .price import price
from .verdict import screened
from .wait import wait_ahead


@dataclass(frozen=True)
class Reading:
    """Everything a person is told before they decide.

    `price` in credits; `seconds` of rendering once begun; `ahead` jobs wait before it, for
    `wait_seconds`. `lacking` are sentences on what keeps the engine from running here, `problems` what it can't make
    of the settings, `closed` why the account's plan does not have it, `notes` what is good to know. `wording` is what a
    model will be told. `already` is the match that a render would only repeat.
    """

    ask: Ask
    engine: Engine
    brief: Brief
    coverage: Coverage
    verdict: Verdict
    price: int
    seconds: float
    ahead: int
    wait_seconds: float
    matches: list[ClipMatch]
    lacking: list[str]
    problems: tuple[Problem, ...] = ()
    closed: str = ""
    notes: tuple[str, ...] = ()
    wording: Wording | None = None
    already: ClipMatch | None = None

    @property
    def makeable(self) -> bool:
        """Whether pressing the button would be taken, given a yes to what can't be shown."""
        hindered = self.lacking or self.problems or self.closed
        return self.verdict.decision != "refuse" and bool(self.coverage.family) and not hindered

    @property
    def engine_words(self) -> str:
        """The engine for people: "Studio engine", or the model's title."""
        name = spoken(self.engine).removeprefix("the ")
        return name[:1].upper() + name[1:]

    @property
    def appealable(self) -> bool:
        """Whether a refusal can be put before a person."""
        return self.verdict.decision == "refuse" and self.verdict.overridable_by not in ("", "nobody")

    @property
    def needs_consent(self) -> bool:
        """Whether the subject can't be shown, so that the person has to accept the rest."""
        return self.coverage.subject == "not at all"


def read(ask: Ask, viewer: Viewer, account: Account | None = None, *, here: bool = False) -> Reading:
    """Read an ask for a viewer, and for the account that would pay. Writes nothing.

    `here` says that this very process is to render it.
    """
    brief = parse(ask.prompt)
    chosen = engine(ask.engine)
    settings = ask.render_settings(0)
    # The person's words alone: what a model is told beside them is ours.
    verdict = screened(ask.prompt, account)
    rendering = seconds(ask, brief)
    likely = class_of(account, ask.duration_ms * ask.takes)
    hindered = lacking(ask.engine, here=here)
    waits = "" if hindered else waiting_note(ask.engine)
    wait = wait_ahead(ask.engine, likely, rendering, account.pk if account else None)
    matches = [] if verdict.decision == "refuse" else find_matches(brief, ask, viewer)
    matches = [one for one in matches if one.clip.pk != ask.source]  # who follows a clip knows of it
    return Reading(
        ask=ask,
        engine=chosen,
        brief=brief,
        coverage=chosen.cover(brief),
        verdict=verdict,
        price=price(ask),
        seconds=rendering,
        ahead=wait.ahead,
        wait_seconds=wait.seconds,
        matches=matches,
        lacking=hindered,
        problems=chosen.check(brief, settings),
        closed=has(account, chosen).sentence,
        notes=(*chosen.notes(settings), *filter(None, [waits])),
        wording=chosen.wording(brief, settings),
        already=already_made(brief, ask, matches),
    )
