"""What a prompt as a whole gives away, beside its words: a language that no list reads, scripts thrown together.

A rule names a sign where it names a lexicon; a sign has no place, so it is near to everything.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from .lexicon import Hit
from .normalise import Word

#: Every sign that a rule can name.
SIGNS = frozenset({"many_scripts", "unread_language"})
#: A prompt in so many scripts is written for a machine, not for a camera.
MANY = 4
#: Languages that the lists read at all (docs/screening.md says how well).
READ = frozenset(
    {"en", "de", "es", "fr", "pt", "it", "nl", "pl", "ru", "uk", "sv", "tr", "ar", "hi", "ja", "zh", "ko"}
)
#: Shorter prompts, and less sure guesses, say nothing of their language. Longer ones say it at their beginning.
FEWEST_WORDS, SURE, LONGEST = 4, 0.95, 500


def signs(prompt: str, words: list[Word]) -> list[Hit]:
    """The signs that a prompt shows; each stands for all of it."""
    if not words:
        return []
    found = []
    if len(_scripts(prompt)) >= MANY:
        found.append("many_scripts")
    if len(words) >= FEWEST_WORDS and _language(prompt[:LONGEST]) not in (*READ, ""):
        found.append("unread_language")
    return [Hit(name, 0, len(words), decoded=False) for name in found]


def _scripts(prompt: str) -> set[str]:
    """The scripts of a prompt's letters, by the first word of each letter's name; kana and Han are one."""
    return {_script(char) for char in set(prompt) if char.isalpha()} - {""}


@cache
def _script(char: str) -> str:
    """A letter's script, "" for what only looks like letters (mathematical, modifier, full-width)."""
    first = unicodedata.name(char, "").split(" ", 1)[0]
    if first in ("CJK", "HIRAGANA", "KATAKANA"):
        return "CJK"
    return (
        ""
        if first in ("MATHEMATICAL", "MODIFIER", "FULLWIDTH", "HALFWIDTH", "DOUBLE-STRUCK", "SCRIPT")
        else first
    )


def _language(text: str) -> str:
    """The language's code, "" where it can't be told."""
    code, sure = _identifier().classify(text.lower())
    return str(code) if sure >= SURE else ""


@cache
def _identifier() -> Any:
    """Loaded with the first prompt that asks: it takes a second."""
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
