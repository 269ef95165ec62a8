"""A prompt cut into pieces: how the engine will show each, and what set off a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from generation.engine.base import Shown, Wording
from generation.requests.reading import Reading

CLASSES: dict[Shown, str] = {"shown": "will", "roughly": "rough", "not at all": "cannot"}
SPOKEN: dict[Shown, str] = {"shown": "will show", "roughly": "roughly", "not at all": "can't show"}
TOLD = "told to the model"
#: What set off a rule; a rule's words are marked before what the engine makes of them.
HIT = "hit"
#: What a model is told beside the person's words.
ADDED = "added-words"


@dataclass(frozen=True)
class Piece:
    """A stretch of the prompt; `css` is empty for the words between."""

    text: str
    css: str = ""
    title: str = ""


def marked_prompt(reading: Reading) -> list[Piece]:
    """Every character of the prompt once, in order."""
    stretches: list[tuple[int, int, str, str]] = []
    if reading.verdict.decision != "allow":
        title = f"set off the rule: {reading.verdict.name}"
        stretches = [(span.start, span.end, HIT, title) for span in reading.verdict.spans]
    for one in sorted(reading.coverage.terms, key=lambda c: (c.term.start, -c.term.end)):
        # What a model makes of a word nobody can promise.
        said = TOLD if reading.wording and one.shown == "shown" else SPOKEN[one.shown]
        title = said + (f": {one.note}" if one.note else "")
        stretches.append((one.term.start, one.term.end, CLASSES[one.shown], title))
    return _pieces(reading.brief.prompt, stretches)


def marked_spans(prompt: str, spans: Sequence[dict[str, Any]]) -> list[Piece]:
    """The same for a stored verdict: only what set off its rule."""
    return _pieces(prompt, [(span["start"], span["end"], HIT, "") for span in spans])


def _pieces(prompt: str, stretches: list[tuple[int, int, str, str]]) -> list[Piece]:
    """Where stretches overlap, the earlier in the list has the characters."""
    owner = [-1] * len(prompt)
    for number, (start, end, _, _) in enumerate(stretches):
        if all(owner[at] == -1 for at in range(start, min(end, len(prompt)))):
            owner[start:end] = [number] * (min(end, len(prompt)) - start)
    pieces = []
    for number, places in groupby(range(len(prompt)), key=owner.__getitem__):
        text = "".join(prompt[at] for at in places)
        pieces.append(Piece(text, *stretches[number][2:]) if number >= 0 else Piece(text))
    return pieces


def marked_wording(wording: Wording) -> list[Piece]:
    """What a model is told, the words that are not the person's marked as added. They stand behind one another."""
    stretches: list[tuple[int, int, str, str]] = []
    at = len(wording.prompt)
    for words in reversed(wording.added):  # from the end: the person's own words come first
        start = wording.prompt.rfind(words, 0, at)
        if start >= 0:
            stretches.append((start, start + len(words), ADDED, "added"))
            at = start
    return _pieces(wording.prompt, stretches)
