"""Prompts as people write them, put together from the lexicon: many, varied, and the same for the same seed."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generation.brief import lexicon
from generation.brief.colours import named

#: A few subjects are filmed over and over, most seldom: the share of the n-th falls as 1 / (n + this).
_EVENNESS = 12
#: How often a sentence says each of these.
_SAID = {
    "pace": 0.2,
    "mood": 0.25,
    "colour": 0.4,
    "action": 0.55,
    "second": 0.4,
    "setting": 0.35,
    "time": 0.5,
}
_SAID |= {"weather": 0.2, "camera": 0.4, "look": 0.15, "loop": 0.12, "sound": 0.08, "count": 0.15}
_BESIDE = ("beside", "behind", "in front of", "above", "under", "near", "with", "and")
_COUNTS = ("two", "three", "four", "five", "a dozen", "many", "several")
#: Phrases that stand by themselves take no "in the" before them.
_COMPLETE = (
    "in ",
    "on ",
    "at ",
    "by ",
    "over ",
    "from ",
    "under",
    "out",
    "inside",
    "after ",
    "indoors",
    "offshore",
)


def sentences(seed: int) -> Iterator[str]:
    """Prompts without end; repeats become likely after some millions."""
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    while True:
        yield _sentence(chance)


def _sentence(chance: random.Random) -> str:
    def maybe(slot: str) -> bool:
        return chance.random() < _SAID[slot]

    subject = [_phrase(chance, "subject")]
    if maybe("colour"):
        subject.insert(0, chance.choice(_colours()))
    if maybe("count"):
        subject.insert(0, chance.choice(_COUNTS))
    for slot in ("mood", "pace"):
        if maybe(slot):
            subject.insert(0, _phrase(chance, slot))
    parts = [" ".join(subject)]
    if maybe("action"):
        parts.append(_phrase(chance, "action"))
    if maybe("second"):
        parts.append(f"{chance.choice(_BESIDE)} {_phrase(chance, 'subject')}")
    for slot, before in (("setting", "in the"), ("time", "at"), ("weather", "in")):
        if maybe(slot):
            phrase = _phrase(chance, slot)
            parts.append(phrase if phrase.startswith(_COMPLETE) else f"{before} {phrase}")
    ends = [_phrase(chance, slot) for slot in ("camera", "look", "loop", "sound") if maybe(slot)]
    return ", ".join([" ".join(parts), *ends]).capitalize()


def _phrase(chance: random.Random, slot: str) -> str:
    groups, weights = _groups(slot)
    (said,) = chance.choices(groups, weights)
    # The first way to say a thing is the common one.
    return said[min(int(chance.expovariate(0.6)), len(said) - 1)]


@cache
def _groups(slot: str) -> tuple[list[list[str]], list[float]]:
    """A slot's values, each as the phrases that mean it, and how often each is filmed."""
    groups: list[list[str]] = []
    for name in lexicon.FILES:
        whole = tomllib.loads((Path(lexicon.__file__).parent / name).read_text(encoding="utf-8"))
        groups += whole.get(slot, {}).values()
    order = list(range(len(groups)))
    random.Random(slot).shuffle(order)  # noqa: S311 (the same popularity in every catalogue)
    weights = [1 / (place + _EVENNESS) for place in order]
    return groups, weights


@cache
def _colours() -> list[str]:
    return sorted(name for name in named() if not name.endswith(("ish", "s")))
