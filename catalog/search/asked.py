"""Reading what was typed into the search field: words, "phrases", -exclusions, the trade's synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .interface import LONGEST_TEXT

_SYNONYMS = Path(__file__).parent / "data" / "synonyms.txt"
_TOKEN = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\W_]+(?:[\'’][^\W_]+)*))')
_WORD = re.compile(r"[^\W_]+")
#: Words that say nothing about a picture.
STOP = frozenset(
    {
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
    }
    | {"over", "some", "that", "the", "their", "there", "this", "to", "up", "was", "with"}
    | {"clip", "footage", "seen", "shot", "stock", "video", "view"}
)
#: A longer list of specifics is no search any more.
MOST_GROUPS = 32


@dataclass(frozen=True)
class Group:
    """One thing that was asked for: any of `alternatives` is it. `typed` is how it was said."""

    typed: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A query as it was understood. `meaning` is its text without the exclusions, to be embedded."""

    groups: tuple[Group, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    meaning: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing that could be looked for was said."""
        return not (self.groups or self.phrases or self.without)


def read(text: str) -> Asked:
    """Read a query. Never raises: an unbalanced quote is no quote, signs without letters are nothing."""
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    for match in _TOKEN.finditer(text):
        parts = plain_words(match["phrase"] or match["word"] or "")
        if not parts:
            continue
        if match["minus"]:
            without.append(" ".join(parts))
        elif len(parts) > 1 and match["phrase"]:
            phrases.append(" ".join(parts))
        else:
            words.extend(parts)
    telling = [word for word in words if word not in STOP] or words
    groups = tuple(_groups(words if telling is words else _without_stops(words)))[:MOST_GROUPS]
    return Asked(groups, tuple(phrases), tuple(without), " ".join([*words, *phrases]))


def mended(text: str, corrected: Iterable[tuple[str, str]]) -> str:
    """A text with its slips, as they were typed, replaced by what was meant."""
    for typed, meant in corrected:
        text = text.replace(typed, meant)
    return text


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without accents: the way the index holds them."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return _WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c)))


@cache
def synonyms() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Each name of the trade, as words, with all names of the same thing."""
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _SYNONYMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            same = tuple(" ".join(plain_words(name)) for name in line.split(","))
            names.update({tuple(name.split()): same for name in same})
    return names


def _without_stops(words: list[str]) -> list[str]:
    """Drop words that say nothing, but not out of a name such as "from above"."""
    kept, i = [], 0
    while i < len(words):
        length = _name_length(words, i)
        if length or words[i] not in STOP:
            kept.extend(words[i : i + max(1, length)])
        i += max(1, length)
    return kept


def _groups(words: list[str]) -> list[Group]:
    groups, i = [], 0
    while i < len(words):
        length = max(1, _name_length(words, i))
        typed = tuple(words[i : i + length])
        name = " ".join(typed)
        groups.append(Group(name, synonyms().get(typed, (name,))))
        i += length
    return list(dict.fromkeys(groups))


def _name_length(words: list[str], at: int) -> int:
    """How many words from here make a name with synonyms; the longest counts, 0 if none."""
    return next((n for n in (3, 2, 1) if at + n <= len(words) and tuple(words[at : at + n]) in synonyms()), 0)
