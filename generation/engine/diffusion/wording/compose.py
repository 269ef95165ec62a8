"""From a brief to what a model is told: the person's words, whole and first; then what the look adds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generation.brief.model import Brief
from generation.engine.base import Wording
from generation.engine.diffusion.kind import Kind

from . import said
from .looks import Addition, additions
from .negative import negative
from .tokens import count, estimate


def compose(
    brief: Brief, kind: Kind, look: str, budget: int | None = None, *, guided: bool = True
) -> Wording:
    """Word a brief for a kind of model.

    `budget` is the tokens that the encoder takes (the kind's own where None). They are estimated here and never
    counted, so that a site without the model's folder shows the very words that a worker will use. `guided` says
    whether the run makes the second pass that reads a negative prompt (guidance above 1). `added` has what stands
    behind the person's words; the negative prompt's advice is not in it. An unknown look raises `KeyError`.
    """
    budget = kind.encoder.tokens if budget is None else budget
    offered, denied = additions(kind.family, look), said.denied(brief)
    fresh = [one for one in offered if one.text not in brief.prompt]
    fitting = [one.text for one in fresh if _goes_with(brief, one)]
    prompt, added = brief.prompt, []
    for sentence in fitting:
        if estimate(_join(prompt, sentence)) > budget:
            break
        prompt = _join(prompt, sentence)
        added.append(sentence)
    left = fitting[len(added) :]
    negatives = kind.negative and guided
    notes = []
    if offered and fresh and not fitting:
        notes.append(f"The look “{look}” adds nothing: your words say it already, or say otherwise.")
    if left:
        notes.append(f"There is no room for: {' '.join(left)}")
    if denied and not negatives:
        things = ", ".join(f"“{thing}”" for thing in denied)
        notes.append(f"{kind.title} can't be told what to leave out: {things} may be seen all the same.")
    against = negative(brief, kind.family, look, tuple(added), budget) if negatives else ""
    return Wording(prompt, against, tuple(added), " ".join(notes))


def fitted(told: Wording, brief: Brief, kind: Kind, folder: Path) -> Wording:
    """The same wording, less what the folder's own tokenizer has no room for: the last additions, the last advice.

    For the worker, where an estimate was too low. The person's own words are never touched.
    """
    prompt, added, against = told.prompt, list(told.added), told.negative
    while added and count(prompt, folder) > kind.encoder.tokens:
        dropped = added.pop()
        prompt = brief.prompt
        for sentence in added:
            prompt = _join(prompt, sentence)
        told = replace(told, cut=f"{told.cut} There is no room for: {dropped}".strip())
    while ", " in against and count(against, folder) > kind.encoder.tokens:
        against = against.rpartition(", ")[0]
    return replace(told, prompt=prompt, added=tuple(added), negative=against)


def too_long(brief: Brief, kind: Kind, folder: Path | None = None) -> int:
    """By how many tokens the person's own words exceed what the encoder takes; 0 where they fit.

    Exact with the model's folder, else estimated from above (`tokens.estimate`).
    """
    return max(0, count(brief.prompt, folder) - kind.encoder.tokens)


def _goes_with(brief: Brief, addition: Addition) -> bool:
    """Whether the brief says nothing on the matter, nor denies what would be added."""
    away = {word for phrase in said.denied(brief) for word in said.words(phrase)}
    settled = said.settles(said.tags(brief), addition.about)
    return not settled and away.isdisjoint(said.words(addition.text))


def _join(prompt: str, sentence: str) -> str:
    """A sentence behind the person's words, which stay as they are."""
    if not prompt.strip():
        return prompt + sentence
    if prompt.rstrip()[-1] in ".!?…。！？,;:":
        return f"{prompt}{'' if prompt[-1].isspace() else ' '}{sentence}"
    return f"{prompt}. {sentence}"
