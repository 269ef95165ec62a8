"""The words that matching knows: what excludes what, what is said otherwise, and WordNet's first senses."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .inflection import IRREGULAR, KEPT

HERE = Path(__file__).parent
TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
#: Meanings begin with what they are: an axis, a looser kind, or a group of phrases that mean the same.
AXIS, KIND, SAME = "axis", "kind", "same"

Meaning = tuple[str, str, str]


@dataclass(frozen=True)
class WordNet:
    """Senses by part of speech and lemma, what each sense is a kind of (-1: nothing), and pairs of opposites."""

    lemmas: dict[str, dict[str, list[int]]]
    parents: list[int]
    opposites: frozenset[tuple[str, str]]


@cache
def wordnet() -> WordNet:
    """WordNet, as training/matching/wordnet.py condensed it. About 0.1 s, once."""
    data = json.loads(gzip.decompress((HERE / "wordnet.json.gz").read_bytes()))
    opposites = frozenset((a, b) for _, a, b in data["opposites"])
    return WordNet(data["lemmas"], data["parents"], opposites)


@cache
def phrases() -> dict[tuple[str, ...], frozenset[Meaning]]:
    """Every phrase as lemmas, and all that it may mean."""
    found: dict[tuple[str, ...], set[Meaning]] = {}

    def add(phrase: str, meaning: Meaning) -> None:
        words = [word.lower() for word in TOKEN.findall(phrase)]
        found.setdefault(tuple(words), set()).add(meaning)
        found.setdefault(tuple(lemma(word) for word in words), set()).add(meaning)

    data = tomllib.loads((HERE / "axes.toml").read_text(encoding="utf-8"))
    for sort in (AXIS, KIND):
        for name, values in data[sort].items():
            for value, said in values.items():
                for phrase in said:
                    add(phrase, (sort, name, value))
    for number, line in enumerate((HERE / "same.txt").read_text(encoding="utf-8").splitlines()):
        if not line.startswith("#"):
            for phrase in line.split(", "):
                add(phrase, (SAME, "", str(number)))
    return {phrase: frozenset(meanings) for phrase, meanings in found.items()}


@cache
def longest() -> int:
    """Words in the longest phrase."""
    return max(map(len, phrases()))


@cache
def lemma(word: str) -> str:
    """A lower-case word without its inflection, by rules that WordNet's words check."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word in KEPT or len(word) < 4:
        return word
    known = wordnet().lemmas
    nouns, verbs = known["n"], known["v"]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        for base in (word[:-1], word[:-2], word[:-3] + "y"):
            if base in nouns or base in verbs:
                return base
        return word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            for base in (stem + "e", stem, stem[:-1], stem[:-1] + "y"):
                doubled = base == stem[:-1] and not (len(stem) > 2 and stem[-1] == stem[-2])
                if len(base) > 1 and base in verbs and not doubled:
                    return base
    return word
