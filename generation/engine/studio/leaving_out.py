"""A prompt without the things that can't be shown, still in English."""

from __future__ import annotations

import re

from generation.brief.grammar import BREAK
from generation.brief.model import Brief, Term

ARTICLES = {"a", "an", "the", "some", "one", "its", "his", "her", "their"}
#: Small words that tie a thing to the rest: they lead nowhere once the thing is gone.
LINKS = ARTICLES | BREAK | {"and", "or", "of", "without", "next", "past", "as", "there"}
#: These keep their place before whatever follows: "aerial view of a surfer on waves" is still a view of waves.
KEPT_BEFORE = {"of", "showing", "featuring"}
_SOMEBODY = re.compile(
    r"\s*\b(?:behind|beside|around|near|above|below|with|to|of|over|on)\s+(?:him|her|them|it)\b", re.I
)


def leave_out(brief: Brief, missing: list[Term]) -> str:
    """The prompt without these things, what describes them and what they do.

    "a surfer on golden waves" becomes "golden waves", "golden waves with a surfer, dusk" becomes "golden waves, dusk".
    """
    gone = sorted({(t.start, t.end) for t in _gone(brief, missing)})
    there = [t for t in brief.terms if t.slot == "subject" and not t.negated and (t.start, t.end) not in gone]
    kept, position = "", 0
    for start, end in gone:
        kept = _join(kept, brief.prompt[position:start], began=any(t.end <= position for t in there))
        position = max(position, end)
        kept = _end(kept, anything=any(t.end <= start for t in there))
    rest = brief.prompt[position:]
    return _tidy(_join(kept, rest, began=any(t.end <= position for t in there)))


def _gone(brief: Brief, missing: list[Term]) -> list[Term]:
    """The missing terms, their colours and counts, the adjectives right before and the action right after them."""
    values = {term.value for term in missing}
    gone = [
        t
        for t in brief.terms
        if t in missing or (t.attached in values and t.slot in ("colour", "count", "other"))
    ]
    terms = brief.terms
    for index in range(len(terms) - 2, -1, -1):
        if (
            terms[index + 1] in gone
            and terms[index].slot in ("mood", "pace", "action")
            and _adjoin(brief, index)
        ):
            gone.append(terms[index])
    for index, term in enumerate(terms[1:]):
        does = term.slot == "action" or (not term.known and term.text.endswith(("ing", "ed")))
        if does and terms[index] in gone and terms[index].slot == "subject":
            gone.append(term)
    return gone


def _adjoin(brief: Brief, index: int) -> bool:
    """Whether nothing but a space stands between a term and the next."""
    return not brief.prompt[brief.terms[index].end : brief.terms[index + 1].start].strip(" -")


def _join(kept: str, piece: str, *, began: bool) -> str:
    """Put a piece behind what is kept; before the first thing that is seen it needs no small words in front."""
    words = piece.split()
    if not began:
        while words and words[0].lower() in LINKS - ARTICLES - (set() if kept else {"at", "in"}):
            words.pop(0)
        if kept and words and words[0][0] in ",;":
            words[0] = words[0][1:]
    return " ".join([kept, *words]).strip() if kept or words else ""


def _end(kept: str, *, anything: bool) -> str:
    """Take the small words off the end that led to what is gone."""
    words = kept.split()
    while words and words[-1].lower().strip(",;") in (LINKS if anything else LINKS - KEPT_BEFORE):
        words.pop()
    return " ".join(words).rstrip(",;") if anything else " ".join(words)


def _tidy(text: str) -> str:
    text = _end(_SOMEBODY.sub("", _end(text, anything=True)), anything=True)
    text = re.sub(r"\s+([,.;:!])", r"\1", text)
    text = re.sub(r"([,;])(?:\s*[,;])+", r"\1", text)
    return text.strip(" ,;.:-–—")
