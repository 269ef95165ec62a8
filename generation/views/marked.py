"""A prompt cut into pieces, each with how the engine will show it."""

from __future__ import annotations

from dataclasses import dataclass

from generation.engine.base import Shown
from generation.requests.reading import Reading

CLASSES: dict[Shown, str] = {"shown": "will", "roughly": "rough", "not at all": "cannot"}
SPOKEN: dict[Shown, str] = {"shown": "will show", "roughly": "roughly", "not at all": "can't show"}


@dataclass(frozen=True)
class Piece:
    """A stretch of the prompt; `css` is empty for the words between."""

    text: str
    css: str = ""
    title: str = ""


def marked_prompt(reading: Reading) -> list[Piece]:
    """Every character of the prompt once, in order."""
    prompt, pieces, position = reading.brief.prompt, [], 0
    for one in sorted(reading.coverage.terms, key=lambda c: (c.term.start, -c.term.end)):
        if one.term.start < position:
            continue
        if one.term.start > position:
            pieces.append(Piece(prompt[position : one.term.start]))
        title = SPOKEN[one.shown] + (f": {one.note}" if one.note else "")
        pieces.append(Piece(prompt[one.term.start : one.term.end], CLASSES[one.shown], title))
        position = one.term.end
    if position < len(prompt):
        pieces.append(Piece(prompt[position:]))
    return pieces
