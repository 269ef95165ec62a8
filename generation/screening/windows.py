"""A prompt as the word pieces that the classifier reads: one window, or several where it is long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from tokenizers import BertWordPieceTokenizer

from .plain import VOCABULARY, familiar, plain_words

#: Word pieces of a prompt read at once, without the marks at both ends: what the trunk has places for.
LONGEST = 126
#: Longer prompts are read in shorter windows, so that one sentence is not lost among many.
WINDOW = 64
#: A window begins this many pieces after the one before: nothing is only ever seen cut.
STEP = 44
#: More windows are not read: 10,000 letters of English fit. See `Reading.complete`.
MOST = 56
#: Characters looked at: more than the windows can hold.
MOST_CHARACTERS = 24_000


@dataclass(frozen=True)
class Window:
    """Word pieces with the marks at both ends, and for each piece where it was typed (start, end); (0, 0) for marks."""

    ids: npt.NDArray[np.int64]
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Reading:
    """A prompt's windows, whether they hold all of it, and whether it is in a language that the model knows."""

    windows: tuple[Window, ...]
    complete: bool
    familiar: bool


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
    size = LONGEST if len(ids) <= LONGEST else WINDOW
    found = []
    for at in range(0, max(1, len(ids) - (size - STEP)), STEP if size == WINDOW else LONGEST):
        part, where = ids[at : at + size], places[at : at + size]
        found.append(Window(np.array([first, *part, last], np.int64), ((0, 0), *where, (0, 0))))
    return Reading(tuple(found[:MOST]), len(found) <= MOST and len(prompt) <= MOST_CHARACTERS, familiar(text))


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
