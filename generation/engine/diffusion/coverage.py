"""What a model can be trusted with of each word: it is told everything, and is known to be weak at some of it."""

from __future__ import annotations

from generation.brief.model import Brief, Term
from generation.engine.base import Coverage, Shown, TermCoverage

from .configured import ConfiguredModel

#: The most things that models draw in the number that was asked for.
COUNTS_TO = 4
#: The brief's word for writing, logos and signs of any kind.
WRITTEN = "signs"
#: Words for sound that are no settings of the form's.
HEARD = {"music", "song", "voice", "speech", "dialogue", "narration", "noise", "sound", "soundtrack"}


def cover(model: ConfiguredModel, brief: Brief) -> Coverage:
    """Per word and for the subject apart. The subject is always tried."""
    return Coverage(
        family=model.kind.family,
        terms=tuple(_cover(model, term) for term in brief.terms),
        subject="shown",
    )


def leaves_out(model: ConfiguredModel) -> bool:
    """Whether a negative prompt is read: by the model, and in a run that makes a second pass for it."""
    return model.kind.negative and model.preset.guidance > 1


def _cover(model: ConfiguredModel, term: Term) -> TermCoverage:
    silent = not model.kind.sound_rate
    if term.slot == "loop":
        return TermCoverage(term, "shown") if term.negated else _no(term, "it can't make a loop")
    if term.slot == "sound" or term.value in HEARD:
        wanted = (term.value != "silent") is not term.negated
        return _no(term, "it makes no sound") if silent and wanted else TermCoverage(term, "shown")
    if term.slot == "format":
        return TermCoverage(term, "shown")
    if term.negated:
        return TermCoverage(term, "shown") if leaves_out(model) else _no(term, _why_not_left_out(model))
    return TermCoverage(term, *_positive(term))


def _positive(term: Term) -> tuple[Shown, str]:
    if term.slot == "count" and term.value.isdigit() and int(term.value) > COUNTS_TO:
        return "roughly", f"it can't be relied on to count beyond {COUNTS_TO}"
    if term.value == WRITTEN:
        return "roughly", "letters and logos seldom come out as they are written"
    if term.slot == "colour" and term.text.startswith("#"):
        return "roughly", "near this colour, not exactly it"
    return "shown", ""


def _why_not_left_out(model: ConfiguredModel) -> str:
    if model.kind.negative:
        return "run this fast, it can't be told what to leave out"
    return "it can't be told what to leave out"


def _no(term: Term, note: str) -> TermCoverage:
    return TermCoverage(term, "not at all", note)
