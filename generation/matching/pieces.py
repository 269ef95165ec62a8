"""A text as the word pieces that the learned model reads, each with the unit it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import BertWordPieceTokenizer

from .align import Alignment, Tied

#: Word pieces read of a text: what comes later decides nothing.
LONGEST = 64
_VOCABULARY = Path(__file__).parents[2] / "catalog" / "search" / "data" / "vocab.txt"

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """Word pieces and, for each, the offsets of its characters; (0, 0) for the marks at both ends."""

    ids: Ints
    offsets: tuple[tuple[int, int], ...]


def pieces(text: str) -> Pieces:
    """The pieces of a text, with the marks at both ends."""
    encoded = _tokenizer().encode(text)
    return Pieces(np.array(encoded.ids, np.int64), tuple(encoded.offsets))


@cache
def _tokenizer() -> BertWordPieceTokenizer:
    tokenizer = BertWordPieceTokenizer(str(_VOCABULARY), lowercase=True)
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


@dataclass(frozen=True)
class Flags:
    """What is known of two texts' pieces, side by side: which text each is of, how its word is tied, where its
    neighbours went, and the mean of its partner's pieces, as a matrix.
    """

    texts: Ints
    ties: Ints
    places: Ints
    links: npt.NDArray[np.float32]


def flags(asked: Pieces, shown: Pieces, alignment: Alignment) -> Flags:
    """The flags of two texts."""
    first, second = len(asked.ids), len(shown.ids)
    texts = np.array([0] * first + [1] * second, np.int64)
    mine, theirs = units_of(asked, alignment.request), units_of(shown, alignment.clip)
    ties, places = np.zeros(first + second, np.int64), np.zeros(first + second, np.int64)
    links = np.zeros((first + second, first + second), np.float32)
    for found, tied, start, others, other_start in (
        (mine, alignment.request, 0, theirs, first),
        (theirs, alignment.clip, first, mine, 0),
    ):
        for at, unit in enumerate(found):
            if unit < 0:
                continue
            ties[start + at], places[start + at] = int(tied[unit].tie), int(tied[unit].place)
            partners = [other_start + i for i, u in enumerate(others) if u >= 0 and u == tied[unit].partner]
            if partners:
                links[start + at, partners] = 1 / len(partners)
    return Flags(texts, ties, places, links)


def units_of(text: Pieces, tied: tuple[Tied, ...]) -> list[int]:
    """For each piece the unit that it is part of; -1 for none."""
    found, at = [], 0
    for start, end in text.offsets:
        while at < len(tied) and tied[at].unit.end <= start:
            at += 1
        inside = start < end and at < len(tied) and tied[at].unit.start <= start
        found.append(at if inside else -1)
    return found
