"""A prompt as words that can be looked up, each knowing where in the prompt it was typed.

Nothing is decided here. Where a word can be read in more than one way ("n4ked", "n a k e d", "nаked"
with a Cyrillic а) every reading is kept beside the word as typed, marked as decoded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Protocol

from .common import COMMON
from .lookalikes import CAPITALS, FLIPPED, HEADS, LEET, LOOKALIKES

#: Longer words are no words of any list; cutting keeps the work linear in the prompt.
LONGEST_WORD = 40
#: Readings tried for one word with several ambiguous signs.
MOST_READINGS = 32
#: Single letters in a row that may spell a word of the lists.
SPELLED = range(3, 17)
#: A word taken apart by spaces ("nak ed") has at least this many letters, and at most so many pieces.
SHORTEST_PARTED, MOST_PIECES = 5, 4
#: Scripts written without spaces: each of their characters is a word, so that terms are found anywhere.
SPACELESS = (
    (0x0E00, 0x0E7F), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7AF), (0x20000, 0x2FA1F)
)  # fmt: skip


class Vocabulary(Protocol):
    """The words worth guessing at: a decoded reading is kept only if some list knows it."""

    def knows(self, word: str) -> bool:
        """Whether some list has this word."""

    def begins(self, start: str) -> bool:
        """Whether some word of the lists begins like this."""


@dataclass(frozen=True)
class Reading:
    """One way to read a word; `to` is the number of the word after it; `decoded` if it was disguised."""

    text: str
    to: int
    decoded: bool = False


@dataclass(frozen=True)
class Word:
    """A word, its place in the prompt as typed (character offsets), and how it can be read."""

    start: int
    end: int
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class _Letter:
    text: str
    looks: str
    at: int
    hidden: bool


@dataclass(frozen=True)
class _Raw:
    """`word` is false for a picture (🔞), which is kept only where some list knows it."""

    text: str
    looks: str
    start: int
    end: int
    hidden: bool
    word: bool = True


def fold(text: str) -> str:
    """Compatibility forms resolved, case folded, accents and invisible characters removed."""
    return "".join(letter.text for letter in _letters(text)).strip()


def words_of(prompt: str, vocabulary: Vocabulary) -> list[Word]:
    """Read a prompt, whatever characters are in it. Linear in its length; never raises."""
    raws = [raw for raw in _split(list(_letters(prompt))) if raw.word or vocabulary.knows(raw.text)]
    return [
        Word(raw.start, raw.end, tuple(_readings(number, raws, prompt, vocabulary)))
        for number, raw in enumerate(raws)
    ]


def _letters(prompt: str) -> Iterator[_Letter]:
    hidden = False
    for at, char in enumerate(prompt):
        if char.isspace():
            hidden = False
            yield _Letter(" ", " ", at, False)
            continue
        category = unicodedata.category(char)
        if category in ("Cf", "Cc", "Cn", "Co", "Cs") or 0xFE00 <= ord(char) <= 0xFE0F:
            hidden = True
            continue
        for part, looks, compatibility in _folded(char):
            yield _Letter(part, looks, at, hidden or compatibility)


@lru_cache(maxsize=4096)
def _folded(char: str) -> tuple[tuple[str, str, bool], ...]:
    """A character's folded letters: each as it is, as it looks, and whether it was a compatibility form."""
    compatible = unicodedata.normalize("NFKC", char)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", compatible).casefold())
    return tuple(
        (
            part,
            CAPITALS.get(char) or part.translate(LOOKALIKES),
            compatible != char and part.isascii() and part.isalpha(),
        )
        for part in plain
        if unicodedata.category(part) not in ("Mn", "Me")
    )


def _split(letters: list[_Letter]) -> Iterator[_Raw]:
    run: list[_Letter] = []
    for letter in [*letters, _Letter(" ", " ", -1, False)]:
        alone = stands_alone(letter.text)
        if not alone and (
            in_word(letter.text) or letter.text in LEET or letter.text in "'’" or letter.looks.isalpha()
        ):
            run.append(letter)
            continue
        yield from _word(run)
        run = []
        if alone:
            word = letter.text.isalpha()
            yield _Raw(letter.text, letter.text, letter.at, letter.at + 1, letter.hidden, word)


@lru_cache(maxsize=4096)
def stands_alone(char: str) -> bool:
    """Whether a character is a word by itself: of a script without spaces, or a picture (no letter in a box)."""
    if any(first <= ord(char) <= last for first, last in SPACELESS):
        return True
    return unicodedata.category(char) == "So" and not char.translate(LOOKALIKES).isascii()


@lru_cache(maxsize=4096)
def in_word(char: str) -> bool:
    """Whether a character is part of a word: letters, digits, and the vowel signs of Indian scripts."""
    return char.isalnum() or unicodedata.category(char) == "Mc"


def _word(run: list[_Letter]) -> Iterator[_Raw]:
    """A run without the quotes and punctuation around it ("wow!" is no "wowi")."""
    first, last = 0, len(run)
    while first < last and run[first].text in "'’!|+*":
        first += 1
    while last > first and not (in_word(run[last - 1].text) or run[last - 1].looks.isalpha()):
        last -= 1
    kept = run[first:last]
    if not kept:
        return
    yield _Raw(
        _bare("".join(letter.text for letter in kept[:LONGEST_WORD])),
        _bare("".join(letter.looks for letter in kept[:LONGEST_WORD])),
        kept[0].at,
        kept[-1].at + 1,
        any(letter.hidden for letter in kept[1:]),
    )


def _bare(text: str) -> str:
    """Without apostrophes and the possessive."""
    return text.replace("’", "'").removesuffix("'s").replace("'", "")


def _readings(number: int, raws: list[_Raw], prompt: str, vocabulary: Vocabulary) -> Iterator[Reading]:
    raw = raws[number]
    yield Reading(raw.text, number + 1, raw.hidden)
    seen = {raw.text}
    for text in (*_undisguised(raw.looks), *_turned(raw.text)):
        if text not in seen and vocabulary.knows(text):
            seen.add(text)
            yield Reading(text, number + 1, decoded=True)
    yield from _spelled(number, raws, vocabulary)
    yield from _broken(number, raws, prompt, vocabulary)
    yield from _parted(number, raws, prompt, vocabulary)


def _undisguised(text: str) -> Iterator[str]:
    """Leetspeak and stretched letters undone, in a word as it looks."""
    bases = [text]
    if any(char in LEET for char in text) and any(char.isalpha() for char in text):
        choices = [LEET.get(char, char) for char in text]
        bases += ["".join(chosen) for chosen in islice(product(*choices), MOST_READINGS)]
    for base in bases:
        yield base
        yield from _unstretched(base)


def _turned(text: str) -> Iterator[str]:
    """A word that stands on its head, the right way up."""
    if not HEADS.isdisjoint(text):
        yield text.translate(FLIPPED)[::-1]


def _unstretched(text: str) -> Iterator[str]:
    """Runs of three and more equal letters as one, and as two: "naaaked", "boooobs"."""
    if not any(a == b == c for a, b, c in zip(text, text[1:], text[2:], strict=False)):
        return
    for keep in (1, 2):
        kept: list[str] = []
        for char in text:
            if len(kept) >= keep and all(before == char for before in kept[-keep:]):
                continue
            kept.append(char)
        yield "".join(kept)


def _spelled(number: int, raws: list[_Raw], vocabulary: Vocabulary) -> Iterator[Reading]:
    """Single letters in a row that spell a word: "n a k e d", "n-a-k-e-d"."""
    spelled = ""
    for length, raw in enumerate(raws[number : number + SPELLED.stop], start=1):
        if len(raw.looks) != 1:
            return
        spelled += LEET.get(raw.looks, raw.looks)[0]
        if not vocabulary.begins(spelled):
            return
        if length in SPELLED and vocabulary.knows(spelled):
            yield Reading(spelled, number + length, decoded=True)


def _broken(number: int, raws: list[_Raw], prompt: str, vocabulary: Vocabulary) -> Iterator[Reading]:
    """A word broken by a sign without spaces: "na.ked", "nak-ed"."""
    text = raws[number].text
    for count, (before, after) in enumerate(
        zip(raws[number : number + 3], raws[number + 1 : number + 4], strict=False), start=2
    ):
        gap = prompt[before.end : after.start]
        if not gap or len(gap) > 2 or any(char.isspace() for char in gap):
            return
        text += after.text
        if len(text) >= 4 and vocabulary.knows(text):
            yield Reading(text, number + count, decoded="-" not in gap)


def _parted(number: int, raws: list[_Raw], prompt: str, vocabulary: Vocabulary) -> Iterator[Reading]:
    """A word taken apart by spaces: "nak ed", "na ke d". One piece at least is no everyday word."""
    text, strange = raws[number].looks, raws[number].looks not in COMMON
    if not vocabulary.begins(text):
        return
    for count, (before, after) in enumerate(
        zip(raws[number : number + MOST_PIECES - 1], raws[number + 1 : number + MOST_PIECES], strict=False),
        start=2,
    ):
        if prompt[before.end : after.start].strip():
            return
        text += after.looks
        strange = strange or after.looks not in COMMON
        if not vocabulary.begins(text):
            return
        if strange and len(text) >= SHORTEST_PARTED and vocabulary.knows(text):
            yield Reading(text, number + count, decoded=True)
