"""What the studio can show of each word, and the honest sentence about the rest."""

from __future__ import annotations

from collections.abc import Iterable

from generation.brief.model import Brief, Term
from generation.brief.parse import parse
from generation.engine.base import Coverage, Shown, TermCoverage

from .family import Family
from .leaving_out import leave_out

#: Why a kind of thing is out of reach, by canonical value.
LIVING = {"people", "person", "man", "woman", "child", "surfer", "athlete", "professional", "face", "hands"}
ANIMALS = {"dog", "cat", "horse", "bird", "fish", "animal", "insect"}
VEHICLES = {"car", "truck", "motorcycle", "train", "plane", "boat", "ship", "spaceship"}
#: Slots that the engine itself answers, whatever the family.
ALWAYS = {"loop", "sound", "format"}


def coverage(
    brief: Brief, family: Family | None, looks: Iterable[str], suggestion: Family | None = None
) -> Coverage:
    """Per word and for the subject apart, with an offer where something is missing.

    `suggestion` is the family to offer where none was chosen: what the other words come nearest to.
    """
    if family is None:
        terms = tuple(TermCoverage(t, "not at all", _reason(t)) for t in brief.terms)
        offer = f"The nearest it can make is {suggestion.label.lower()}." if suggestion else ""
        return Coverage("", terms, "not at all", offer, suggestion.label if suggestion else "")
    known = set(looks)
    terms = tuple(_cover(term, family, known) for term in brief.terms)
    subject = _subject(terms)
    missing = [
        c.term for c in terms if c.shown == "not at all" and c.term.slot == "subject" and not c.term.negated
    ]
    prompt = _offered(brief, family, missing) if missing else ""
    offer = ""
    if missing and prompt:
        names = _list([f"the {term.text.lower()}" for term in missing])
        offer = f"I can make {_shorten(prompt)} – without {names}."
    return Coverage(family.name, terms, subject, offer, prompt)


def _offered(brief: Brief, family: Family, missing: list[Term]) -> str:
    """The prompt without what is missing; the scene's own name where too little of it would be left."""
    prompt = leave_out(brief, missing)
    terms = tuple(_cover_subject(t, family) for t in parse(prompt).terms if t.slot == "subject")
    whole = all(c.shown != "not at all" for c in terms) and any(not c.term.negated for c in terms)
    return prompt if whole else family.label


def _cover(term: Term, family: Family, looks: set[str]) -> TermCoverage:
    if term.slot == "subject":
        return _cover_subject(term, family)
    if term.slot in ALWAYS:
        return TermCoverage(term, "shown")
    if term.slot == "look":
        return TermCoverage(term, "shown" if term.value in looks else "not at all")
    if term.slot == "count":
        alone = term.value == "1"
        return TermCoverage(
            term, "shown" if alone else "not at all", "" if alone else "it can't count things"
        )
    if term.slot == "colour":
        return _cover_colour(term, family)
    reach = family.words.get((term.slot, term.value))
    if term.negated:
        return TermCoverage(term, "shown" if reach is None else "roughly")
    if reach is None:
        return TermCoverage(term, "not at all", _reason(term))
    return TermCoverage(term, reach.shown, reach.note)


def _cover_subject(term: Term, family: Family) -> TermCoverage:
    shown: Shown = family.subjects.get(term.value, "shown" if term.value == "background" else "not at all")
    if term.negated:
        if shown == "not at all":
            return TermCoverage(term, "shown", "there are none")
        return TermCoverage(term, "roughly", "some may still be seen")
    return TermCoverage(term, shown, _reason(term) if shown == "not at all" else "")


def _cover_colour(term: Term, family: Family) -> TermCoverage:
    if term.negated:
        return TermCoverage(term, "roughly", "other colours are used, this one may still appear")
    if term.attached and family.subjects.get(term.attached, "not at all") == "not at all":
        return TermCoverage(term, "not at all", f"there is no {term.attached} to colour")
    return TermCoverage(term, "shown")


def _reason(term: Term) -> str:
    if term.value in LIVING:
        return "the studio engine has no people"
    if term.value in ANIMALS:
        return "the studio engine has no animals"
    if term.value in VEHICLES:
        return "the studio engine has no vehicles"
    if not term.known:
        return "a word it does not know"
    return "not in this scene"


def _subject(terms: tuple[TermCoverage, ...]) -> Shown:
    """As well as the worst of the heads; a prompt without heads is of whatever the family draws."""
    heads = [c.shown for c in terms if c.term.role == "head" and not c.term.negated]
    if not heads:
        return "roughly"
    return max(heads, key=("shown", "roughly", "not at all").index)


def _shorten(prompt: str) -> str:
    return f"“{prompt if len(prompt) < 90 else prompt[:87] + '…'}”"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
