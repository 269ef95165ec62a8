"""What people do with the matches that they are shown, for the operator: renders saved, scores disagreed with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from billing import licensing
from billing.models import Licence
from billing.terms import terms
from catalog.models import Account, Clip
from generation.brief.parse import parse
from generation.matching.compare import FITS, NEARLY
from generation.models import MatchChoice, RenderRequest

from .ask import Ask
from .matches import ClipMatch, match_clip


@transaction.atomic
def take(account: Account, user: Any, clip: Clip, ask: Ask) -> Licence:
    """License a match in the first tier, at once. Raises what `licensing.issue` raises; nothing is recorded then.

    The score is computed anew: the page is not believed.
    """
    licence = licensing.issue(account, user, clip, terms()[0].id)
    score = match_clip(parse(ask.prompt), ask, clip).match.score
    MatchChoice.objects.get_or_create(
        account=account, clip=clip, taken=True,
        defaults={"user": user, "prompt": ask.prompt, "score": score},
    )  # fmt: skip
    return licence


def made_anyway(request: RenderRequest, matches: list[ClipMatch]) -> None:
    """Record that a clip is made although something came near. Nothing near, nothing to record."""
    if request.state == RenderRequest.State.REFUSED or not matches or matches[0].match.score < NEARLY:
        return
    best = matches[0]
    MatchChoice.objects.get_or_create(
        request=request,
        defaults={
            "account": request.account, "user": request.user, "clip": best.clip, "prompt": request.prompt,
            "score": best.match.score, "taken": False,
        },
    )  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """What the operator sees. `saved` renders: matches taken; `disagreed`: made anyway though a match fitted."""

    shown: int
    saved: int
    made: int
    disagreed: int

    @property
    def percent_saved(self) -> int:
        """Of those who were shown something near, how many took it."""
        return round(100 * self.saved / self.shown) if self.shown else 0


def figures() -> Figures:
    """Over everything recorded."""
    counts = MatchChoice.objects.aggregate(
        shown=Count("pk"),
        saved=Count("pk", filter=Q(taken=True)),
        made=Count("pk", filter=Q(taken=False)),
        disagreed=Count("pk", filter=Q(taken=False, score__gte=FITS)),
    )
    return Figures(**counts)
