"""A prompt as the trained classifier reads it: disguises undone, everything else as typed."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from pathlib import Path

from .normalise import Word, words_of

VOCABULARY = Path(__file__).parents[2] / "catalog" / "search" / "data" / "vocab.txt"
#: Shorter words are guessed at too easily: "4k" would be read as a word.
SHORTEST_DECODED = 4
#: Words that English alone has; one of them is enough.
ENGLISH = frozenset("the of with and by from her his their into who while at being under this".split())  # noqa: SIM905
#: A text of at least so many words of which fewer than this share are the model's is in another language.
FEWEST_WORDS, FAMILIAR = 3, 0.62
#: Signs that say something; others between words are dropped.
KEPT = frozenset(",.;:!?'\"-()&#/")


class _Known:
    """The whole words of the model's vocabulary (see `normalise.Vocabulary`)."""

    def __init__(self) -> None:
        lines = VOCABULARY.read_text(encoding="utf-8").split("\n")
        self.all = frozenset(lines)
        self._words = sorted(w for w in lines if len(w) >= SHORTEST_DECODED and w.isalpha())
        self._set = frozenset(self._words)

    def knows(self, word: str) -> bool:
        return word in self._set

    def begins(self, start: str) -> bool:
        at = bisect_left(self._words, start)
        return at < len(self._words) and self._words[at].startswith(start)


@cache
def _known() -> _Known:
    return _Known()


def plain(prompt: str) -> str:
    """The text that the model reads. Never raises; linear in the prompt's length."""
    return " ".join("".join(part for part, _, _ in plain_words(prompt)).split())


def plain_words(prompt: str) -> list[tuple[str, int, int]]:
    """The same in parts: each part of the text, and where it was typed (start, end); equal for signs between."""
    words = words_of(prompt, _known())
    parts: list[tuple[str, int, int]] = []
    number, at = 0, 0
    while number < len(words):
        word = words[number]
        parts.append((_between(prompt[at : word.start]), word.start, word.start))
        text, after = _chosen(word, prompt)
        at = words[max(after, number + 1) - 1].end
        parts.append((text, word.start, at))
        number = max(after, number + 1)
    parts.append((_between(prompt[at:]), len(prompt), len(prompt)))
    return parts


def familiar(text: str) -> bool:
    """Whether the model can judge this text, as `plain` made it: English, or too short to tell."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    known = sum(word in _known().all for word in words)
    return len(words) < FEWEST_WORDS or known >= FAMILIAR * len(words) or not ENGLISH.isdisjoint(words)


def _chosen(word: Word, prompt: str) -> tuple[str, int]:
    """The word as it is read, and the number of the word after it."""
    first = word.readings[0]
    if not _known().knows(first.text):
        for reading in word.readings[1:]:
            if reading.decoded:
                return reading.text, reading.to
    typed = prompt[word.start : word.end]
    return (typed if typed.isascii() and typed.isprintable() else first.text), first.to


def _between(signs: str) -> str:
    kept = "".join(char for char in signs if char in KEPT)
    spaced = not signs or any(char.isspace() for char in signs) or not kept
    return kept[:3] + (" " if spaced and signs else "")
