"""The lexicon: phrases by slot and canonical value, in TOML files beside this one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import cast

from generation.brief.colours import named
from generation.brief.model import Slot

WORD = re.compile(r"\d+[^\W\d_]+|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
#: Order in which files are read: the first meaning of a phrase is the one that counts.
FILES = ("scenery.toml", "craft.toml", "things.toml")

Entry = tuple[Slot, str]
Phrase = tuple[str, ...]


@cache
def phrases() -> dict[Phrase, Entry]:
    """Every phrase, as a tuple of normal forms, to its slot and canonical value."""
    found: dict[Phrase, Entry] = {}
    for name in FILES:
        data = tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
        for slot, values in data.items():
            for value, said in values.items():
                for phrase in said:
                    found.setdefault(key_of(phrase), (cast(Slot, slot), value))
    for phrase, value in named().items():
        found.setdefault(key_of(phrase), ("colour", value))
    return found


@cache
def longest() -> int:
    """Words in the longest phrase."""
    return max(map(len, phrases()))


def key_of(phrase: str) -> Phrase:
    """A phrase as normal forms."""
    return tuple(normal(word) for word in WORD.findall(phrase))


@cache
def normal(word: str) -> str:
    """A word without case, possessive and plural: "Waves" and "wave's" are "wave".

    Rules, not a dictionary: both sides of every comparison go through it, so that a wrong stem does
    no harm as long as it is always the same.
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "oes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
