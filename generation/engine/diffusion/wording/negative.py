"""The negative prompt: what the person wants kept away first, then what the model's maker advises."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from generation.brief.model import Brief

from . import said
from .tokens import estimate

#: Whose list a family takes (negatives.toml).
_LISTS = {"wan": "wan", "helios": "wan", "ltx": "ltx", "ltx2": "ltx"}


def negative(brief: Brief, family: str, look: str, added: tuple[str, ...], budget: int) -> str:
    """The negative prompt for a brief whose prompt gets `added`, of at most `budget` tokens.

    What the person denied is never left out; advice is from its end, and where the prompt asks for just that.
    """
    wanted = said.tags(brief, denied=False) | {f"look:{look}"}
    used = wanted.union(*map(said.words, added))
    kept = list(said.denied(brief))
    for phrase in advice(family):
        asked_for = said.words(phrase) <= used or not wanted.isdisjoint(_unless(phrase))
        if not asked_for and phrase not in kept and estimate(", ".join([*kept, phrase])) <= budget:
            kept.append(phrase)
    return ", ".join(kept)


def advice(family: str) -> tuple[str, ...]:
    """What is kept away from every clip of a family, in order."""
    read = _read()
    return (*read["every"]["words"], *read[_LISTS.get(family, "own")]["words"])


def _unless(phrase: str) -> list[str]:
    return _read()["unless"].get(phrase, [])


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name("negatives.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
