"""From a prompt to its brief: longest phrases first, every word kept in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .colours import HEX
from .grammar import BREAK, NEGATOR, NOT_A_NOUN, NUMBER, STOP
from .lexicon import longest, normal, phrases
from .model import Brief, Role, Slot, Term

_TOKEN = re.compile(
    rf"(?P<hex>{HEX.pattern})"
    r"|(?P<ratio>\b(?:16:9|9:16|1:1|4:5|21:9)\b)"
    r"|(?P<seconds>\b\d{1,3}(?:\.\d{1,3})?[ -]?(?:seconds?|secs?|s)\b)"
    r"|(?P<rate>\b\d{2}[ -]?fps\b)"
    r"|(?P<word>\d+[^\W\d_]+|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+)"
    r"|(?P<stop>[,.;:!?()\n]|[–—])",
    re.IGNORECASE,
)
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class _Token:
    kind: str
    start: int
    end: int
    text: str
    key: str


def parse(prompt: str) -> Brief:
    """Read a prompt. Never raises; time grows linearly with its length.

    A content word that the lexicon does not know becomes a term with `known=False`: nothing that was
    asked for is dropped silently.
    """
    tokens = [
        _Token(m.lastgroup or "", m.start(), m.end(), m.group(), normal(m.group()))
        for m in _TOKEN.finditer(prompt)
    ]
    terms: list[Term] = []
    breaks: set[int] = set()  # a noun phrase ends before the term of this index
    joined: set[int] = set()  # "and" stands before the term of this index
    negated = False
    i = 0
    while i < len(tokens):
        token = tokens[i]
        lower = token.text.lower()
        found = _phrase(tokens, i)
        if token.kind == "stop":
            negated = False
            breaks.add(len(terms))
        elif found is not None:
            length, slot, value = found
            end = tokens[i + length - 1].end
            role: Role = "action" if slot == "action" else "modifier"
            terms.append(Term(token.start, end, prompt[token.start : end], slot, value, role, negated))
            i += length
            continue
        elif lower in NEGATOR:
            negated = True
        elif special := _special(token):
            terms.append(replace(special, negated=negated))
        elif lower in BREAK:
            negated = negated and lower in ("of", "in", "on")
            breaks.add(len(terms))
        elif lower == "and":
            joined.add(len(terms))
        elif lower not in STOP and len(token.key) > 1:
            slot = "other"
            terms.append(
                Term(token.start, token.end, token.text, slot, token.key, "modifier", negated, known=False)
            )
        i += 1
    return Brief(prompt, tuple(_attach(_with_heads(terms, breaks, joined), breaks)))


def _phrase(tokens: list[_Token], at: int) -> tuple[int, Slot, str] | None:
    """The longest phrase of the lexicon that begins here: its words, slot and value."""
    if tokens[at].kind != "word":
        return None
    keys: list[str] = []
    for token in tokens[at : at + longest()]:
        if token.kind != "word":
            break
        keys.append(token.key)
    for length in range(len(keys), 0, -1):
        entry = phrases().get(tuple(keys[:length]))
        if entry:
            return length, *entry
    return None


def _special(token: _Token) -> Term | None:
    """Numbers, units, shapes and hex colours."""
    slot: Slot
    if token.kind == "hex":
        slot, value = "colour", token.text.lower()
    elif token.kind == "ratio":
        slot, value = "format", token.text
    elif token.kind in ("seconds", "rate"):
        number = _NUMERAL.match(token.text)
        slot, value = (
            "format",
            (number.group() if number else "") + ("s" if token.kind == "seconds" else "fps"),
        )
    elif token.text.isdigit() and len(token.text) < 5:
        slot, value = "count", token.text
    elif token.text.lower() in NUMBER:
        slot, value = "count", NUMBER[token.text.lower()]
    else:
        return None
    return Term(token.start, token.end, token.text, slot, value)


def _with_heads(terms: list[Term], breaks: set[int], joined: set[int]) -> list[Term]:
    """Mark what the clip is of: the last noun of the first phrase that has one, and those joined to it by "and"."""
    heads: list[int] = []
    for index, term in enumerate(terms):
        if heads and (index in breaks or terms[index - 1].slot in ("action", "pace")):
            break
        if term.negated or not _may_be_head(term):
            continue
        if not heads or joined.intersection(range(heads[-1] + 1, index + 1)):
            heads.append(index)
        elif heads[-1] == index - 1:
            heads[-1] = index  # "ocean liner": the last noun of a compound is its head
    if not heads:
        return _light_as_subject(terms)
    return [_as_head(term) if index in heads else term for index, term in enumerate(terms)]


def _may_be_head(term: Term) -> bool:
    if term.slot == "subject":
        return term.value != "background"
    return term.slot == "other" and term.value.isalpha() and not term.value.endswith(NOT_A_NOUN)


def _as_head(term: Term) -> Term:
    return replace(term, role="head", slot="subject")


def _light_as_subject(terms: list[Term]) -> list[Term]:
    """A prompt that names only a time or weather ("sunset time-lapse") is of the sky."""
    for slot in ("time", "weather"):
        for index, term in enumerate(terms):
            if term.slot == slot and not term.negated:
                subject = "rain" if term.value == "rain" else "sky"
                return [
                    *terms[:index],
                    replace(term, slot="subject", value=subject, role="head"),
                    *terms[index:],
                ]
    return [_as_head(t) if t.slot == "subject" and not t.negated else t for t in terms]


def _attach(terms: list[Term], breaks: set[int]) -> list[Term]:
    """Tie colours, counts and unknown describers to the noun that they stand before."""
    attached = list(terms)
    noun = ""
    for index in range(len(terms) - 1, -1, -1):
        term = terms[index]
        if term.slot == "subject":
            noun = term.value
        elif term.slot in ("colour", "count", "other") and noun:
            attached[index] = replace(term, attached=noun)
        if index in breaks:
            noun = ""
    return attached
