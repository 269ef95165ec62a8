"""The trained classifier: how surely a prompt is unsafe, and of which kind. Loaded on first use, one thread.

Three layers of a language model, trained for this (training/screening), read what the matcher's trunk makes of the
prompt. MODEL_CARD.md there says what it was trained on and what it misses. The same prompt always gets the same scores.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
import onnxruntime

from generation.matching.trunk import session, trunk

from .model import Span
from .windows import Window, windows

MODELS = Path(__file__).parent / "models"
#: Words named to the person and to the moderator.
MOST_TELLING = 5
#: Stretches of a window that are left out in turn to see what they did.
STRETCHES = 24

Floats = npt.NDArray[np.float32]
_loading = Lock()


class ClassifierMissing(Exception):
    """The model can't be used. Nothing may pass unjudged because of it: hold what the rules would allow."""


@dataclass(frozen=True)
class Scores:
    """Probabilities, 0 to 1. `categories` share out `unsafe` among the kinds; `sensitive` is what harmless prompts
    about alarming things have in common with unsafe ones. `complete` is false where a prompt was too long to be read
    to its end, `familiar` where it is not in English, which is all that the model knows.
    """

    unsafe: float
    sensitive: float
    categories: dict[str, float] = field(default_factory=dict)
    complete: bool = True
    familiar: bool = True

    @property
    def kind(self) -> str:
        """The likeliest category, "" where none is known."""
        return max(self.categories, key=lambda name: self.categories[name], default="")


@dataclass(frozen=True)
class _Model:
    session: onnxruntime.InferenceSession
    categories: tuple[str, ...]
    scale: float
    shift: float


def score(prompt: str) -> Scores:
    """Judge a prompt of any length and any characters: the worst of its windows. Raises ClassifierMissing alone."""
    model = _model()
    reading = windows(prompt)
    logits = max((_logits(model, _vectors(window)) for window in reading.windows), key=lambda row: row[0])
    unsafe = _sigmoid(model.scale * float(logits[0]) + model.shift)
    kinds = np.exp(logits[2:] - logits[2:].max())
    return Scores(
        unsafe=unsafe,
        sensitive=_sigmoid(float(logits[1])),
        categories={
            name: unsafe * float(share)
            for name, share in zip(model.categories, kinds / kinds.sum(), strict=True)
        },
        complete=reading.complete,
        familiar=reading.familiar,
    )


def telling_words(prompt: str) -> tuple[Span, ...]:
    """The words without which the prompt would be judged milder, in order of place. For stopped prompts: it costs
    about three times what `score` does.
    """
    model = _model()
    window, vectors = max(
        ((window, _vectors(window)) for window in windows(prompt).windows),
        key=lambda pair: _logits(model, pair[1])[0],
    )
    whole = float(_logits(model, vectors)[0])
    stretches = _stretches(window)
    drops = [
        whole - float(_logits(model, np.delete(vectors, range(first, last), axis=0))[0])
        for first, last in stretches
    ]
    ranked = sorted(range(len(drops)), key=lambda n: -drops[n])[:MOST_TELLING]
    most = max(drops, default=0.0)
    places = sorted(
        (window.places[stretches[n][0]][0], window.places[stretches[n][1] - 1][1])
        for n in ranked
        if drops[n] > 0 and drops[n] >= most / 3
    )
    return tuple(Span(start, end, prompt[start:end]) for start, end in places)


def missing() -> str:
    """What keeps the classifier from working, "" if nothing does."""
    try:
        _model()
    except ClassifierMissing as problem:
        return str(problem)
    return ""


def _vectors(window: Window) -> Floats:
    try:
        (vectors,) = trunk().run(None, {"ids": window.ids[None]})
    except Exception as error:  # onnxruntime's errors share no base class of their own
        raise ClassifierMissing(f"The language model's lower half can't be used: {error}") from error
    found: Floats = vectors[0]
    return found


def _logits(model: _Model, vectors: Floats) -> Floats:
    (rows,) = model.session.run(None, {"x": vectors[None]})
    found: Floats = rows[0]
    return found


def _stretches(window: Window) -> list[tuple[int, int]]:
    """The window's words as ranges of pieces; where there are many, neighbours are taken together."""
    words: list[tuple[int, int]] = []
    for at, place in enumerate(window.places):
        if place[0] == place[1]:  # a mark, or a sign between words
            continue
        if words and window.places[words[-1][0]] == place:
            words[-1] = (words[-1][0], at + 1)
        else:
            words.append((at, at + 1))
    together = math.ceil(len(words) / STRETCHES) or 1
    return [_joined(words[n : n + together]) for n in range(0, len(words), together)]


def _joined(words: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return words[0][0], words[-1][1]


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))


def _model() -> _Model:
    with _loading:
        return _load(MODELS)


@lru_cache(maxsize=2)
def _load(folder: Path) -> _Model:
    try:
        facts = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        return _Model(
            session(folder / "classifier.onnx"),
            tuple(facts["categories"]),
            float(facts["scale"]),
            float(facts["shift"]),
        )
    except Exception as error:  # a damaged file shows as many kinds of errors
        raise ClassifierMissing(
            f"The prompt classifier in {folder} can't be used ({type(error).__name__}: {error})."
        ) from error
