"""What the engine at hand can't make of one setting, the others as they are: for choices that are shown closed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generation.brief.model import Brief
from generation.engine.base import Engine, Problem
from generation.formats import LONGEST_MS

from .ask import Ask


def problem(chosen: Engine, ask: Ask, field: str, **changed: Any) -> Problem | None:
    """What the engine has against a value of the form's field; None where it can make it. Words don't matter here."""
    settings = replace(ask, **changed).render_settings(0)
    found = chosen.check(Brief(ask.prompt), settings)
    return next((one for one in found if one.field == field), None)


def longest_s(chosen: Engine, ask: Ask) -> float:
    """Seconds of the longest clip that the engine makes with the other settings as they are."""
    found = problem(chosen, ask, "duration", duration_ms=LONGEST_MS)
    return float(found.nearest) if found and found.nearest else LONGEST_MS / 1000
