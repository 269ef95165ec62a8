"""From a brief to a scene: which family, and what each word changes about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generation.brief.colours import rgb
from generation.brief.model import Brief
from generation.brief.parse import PLACES
from generation.engine.base import Coverage, Shown

from .coverage import coverage
from .family import Controls, Family

#: What a word is worth in choosing a family: what the clip is of decides, the rest breaks ties.
HEAD, OTHER_SUBJECT, WORD = 9.0, 2.0, 0.2
SHARE: dict[Shown, float] = {"shown": 1.0, "roughly": 0.5, "not at all": 0.0}


@dataclass(frozen=True)
class ScenePlan:
    """What to draw. `controls` are only what words set: the family's priors fill the rest.

    `family` is None where no family shows anything of the subject.
    """

    family: Family | None
    controls: Controls
    palette: tuple[tuple[float, float, float], ...]
    coverage: Coverage


def plan(brief: Brief, families: Sequence[Family], looks: Sequence[str]) -> ScenePlan:
    """Choose the family that shows most of the brief, and gather what its words change. Deterministic."""
    scores = {family.name: _fit(brief, family) for family in families}
    best = max(families, key=lambda family: sum(scores[family.name]))
    by_subject, by_words = scores[best.name]
    if by_subject == 0 and (brief.heads or by_words == 0):
        suggestion = best if by_words > 0 else None
        return ScenePlan(None, {}, (), coverage(brief, None, looks, suggestion))
    return ScenePlan(best, _controls(brief, best), _palette(brief, best), coverage(brief, best, looks))


def _fit(brief: Brief, family: Family) -> tuple[float, float]:
    """How well the family fits, by subjects and by the other words."""
    subjects = words = 0.0
    for term in brief.terms:
        if term.negated:
            continue
        if term.slot == "subject":
            weight = HEAD if term.role == "head" else OTHER_SUBJECT
            subjects += weight * SHARE[family.subjects.get(term.value, "not at all")]
        else:
            if term.slot == "setting":
                subjects += (
                    OTHER_SUBJECT * SHARE[family.subjects.get(PLACES.get(term.value, ""), "not at all")]
                )
            reach = family.words.get((term.slot, term.value))
            words += WORD * SHARE[reach.shown] if reach else 0.0
    return subjects, words


def _controls(brief: Brief, family: Family) -> Controls:
    """What each word sets, in the order in which the words were said: the later one wins."""
    controls: Controls = {}
    for term in brief.terms:
        reach = family.words.get((term.slot, term.value))
        if reach and not term.negated:
            controls.update(reach.controls)
    return controls


def _palette(brief: Brief, family: Family) -> tuple[tuple[float, float, float], ...]:
    """Linear colours in order, without those of things that are not there."""
    named = [
        term.value
        for term in brief.terms
        if term.slot == "colour"
        and not term.negated
        and (not term.attached or family.subjects.get(term.attached, "not at all") != "not at all")
    ]
    return tuple(rgb(value) for value in dict.fromkeys(named))
