"""What a brief says already, so that nothing is added against it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from generation.brief.lexicon import WORD, normal
from generation.brief.model import Brief, Term

#: Slots whose denied terms are nothing that a picture could show.
_UNSEEN = ("sound", "loop", "format", "pace", "camera", "look")


def tags(brief: Brief, *, denied: bool = True) -> frozenset[str]:
    """Every slot that the brief fills, every "slot:value" of it, and every word of the prompt in its normal form.

    Without `denied` only what is asked for counts, not what is to stay away.
    """
    terms = [term for term in brief.terms if denied or not term.negated]
    said = {term.slot for term in terms} | {f"{term.slot}:{term.value}" for term in terms}
    away = set() if denied else {word for term in brief.terms if term.negated for word in words(term.text)}
    return frozenset(said | (words(brief.prompt) - away))


def words(text: str) -> set[str]:
    """The words of a text in the lexicon's normal form."""
    return {normal(word) for word in WORD.findall(text)}


def settles(said: frozenset[str], about: tuple[str, ...]) -> bool:
    """Whether something of what is said settles one of these matters (about.toml)."""
    return any(not said.isdisjoint(_matters()[matter]) for matter in about)


def denied(brief: Brief) -> tuple[str, ...]:
    """What the brief wants kept away, in its own words; what stands together is one: ("red cars", "people")."""
    runs: list[list[Term]] = []
    for term in brief.terms:
        if not term.negated or term.slot in _UNSEEN:
            continue
        last = runs[-1][-1] if runs else None
        if last and re.fullmatch(r"\s+", brief.prompt[last.end : term.start]):
            runs[-1].append(term)
        elif not last or term.start >= last.end:  # one word can be two terms: a street is a city
            runs.append([term])
    return tuple(dict.fromkeys(brief.prompt[run[0].start : run[-1].end] for run in runs))


@cache
def _matters() -> dict[str, frozenset[str]]:
    path = Path(__file__).with_name("about.toml")
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return {matter: frozenset(settling) for matter, settling in read.items()}
