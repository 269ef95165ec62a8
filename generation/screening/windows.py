"""A prompt as the word pieces that the classifier reads: one window, or several where it is long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from tokenizers import BertWordPieceTokenizer

from .plain import VOCABULARY, plain_words

#: Word pieces of a window, without the marks at both ends: what the trunk has places for.
LONGEST = 126
#: A window begins this many pieces after the one before, so that nothing is only ever seen cut.
STEP = 96
#: More windows are not read: 10,000 letters of any common language fit. See `Reading.complete`.
MOST = 32
#: Characters looked at: more than the windows can hold.
MOST_CHARACTERS = 24_000


@dataclass(frozen=True)
class Window:
    """Word pieces with the marks at both ends, and for each piece where it was typed (start, end); (0, 0) for marks."""

    ids: npt.NDArray[np.int64]
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Reading:
    """A prompt's windows, and whether they hold all of it."""

    windows: tuple[Window, ...]
    complete: bool


def windows(prompt: str) -> Reading:
    """Cut a prompt; at least one window, even of nothing. Time is bounded whatever the length."""
    ids: list[int] = []
    places: list[tuple[int, int]] = []
    text, starts = _text(prompt[:MOST_CHARACTERS])
    encoded = _tokenizer().encode(text)
    for piece, (start, end) in zip(encoded.ids[1:-1], encoded.offsets[1:-1], strict=True):
        ids.append(piece)
        places.append((starts[start][0], starts[max(start, end - 1)][1]))
    first, last = encoded.ids[0], encoded.ids[-1]
    found = []
    for at in range(0, max(1, len(ids) - (LONGEST - STEP)), STEP):
        part = ids[at : at + LONGEST]
        found.append(
            Window(np.array([first, *part, last], np.int64), ((0, 0), *places[at : at + LONGEST], (0, 0)))
        )
    return Reading(tuple(found[:MOST]), len(found) <= MOST and len(prompt) <= MOST_CHARACTERS)


def _text(prompt: str) -> tuple[str, list[tuple[int, int]]]:
    """The text that is read, as `plain.plain` makes it, and for each of its characters where that was typed."""
    letters: list[str] = []
    starts: list[tuple[int, int]] = []
    for part, start, end in plain_words(prompt):
        for char in part:
            if char.isspace() and (not letters or letters[-1] == " "):
                continue
            letters.append(" " if char.isspace() else char)
            starts.append((start, end))
    return "".join(letters), starts


@cache
def _tokenizer() -> BertWordPieceTokenizer:
    return BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
