"""From a prompt to its brief: longest phrases first, every word kept in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .colours import HEX
from .grammar import ARTICLE, BREAK, INSTEAD, NEGATOR, NOT_A_NOUN, NUMBER, SNOW, SPELLED, STOP
from .lexicon import longest, normal, phrases
from .model import Brief, Role, Slot, Term

_TOKEN = re.compile(
    rf"(?P<hex>{HEX.pattern})"
    r"|(?P<ratio>\b(?:16:9|9:16|1:1|4:5|21:9)\b)"
    rf"|(?P<time>\b(?:\d{{1,3}}(?:\.\d{{1,3}})?|{'|'.join(SPELLED)})[ -]?(?:seconds?|secs?|s|minutes?|mins?)\b)"
    r"|(?P<rate>\b\d{2}[ -]?fps\b)"
    r"|(?P<word>\d+[^\W\d_]+|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+)"
    r"|(?P<stop>[,.;:!?()\n]|[–—])",
    re.IGNORECASE,
)
#: What a place that is only the setting of something shows where there is nothing else.
PLACES = {
    "sea": "ocean",
    "city": "city",
    "street": "city",
    "traffic": "city",
    "highway": "city",
    "forest": "forest",
}
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
    beside: set[int] = set()  # "with" stands before the term of this index
    joined: set[int] = set()  # "and" or "or" stands before the term of this index
    negated = False
    negator = 0  # how many terms there were before the last negator
    i = 0
    while i < len(tokens):
        token = tokens[i]
        lower = token.text.lower().replace("’", "'")
        found = _phrase(tokens, i)
        if token.kind == "stop":
            negated = negated and token.text == "," and _list_goes_on(tokens, i + 1)
            breaks.add(len(terms))
        elif found is not None:
            length, slot, value = found
            end = tokens[i + length - 1].end
            if _does_it_itself(slot, token, terms, breaks):
                slot, value = "action", "flying"
            role: Role = "action" if slot == "action" else "modifier"
            terms.append(Term(token.start, end, prompt[token.start : end], slot, value, role, negated))
            i += length
            continue
        elif lower in NEGATOR:
            negated, negator = True, len(terms)
        elif special := _special(token):
            terms.append(replace(special, negated=negated))
        elif lower in BREAK:
            negated = negated and negator == len(terms)  # "not at night", but "no birds in the sky"
            breaks.add(len(terms))
            if lower == "with":
                beside.add(len(terms))
        elif lower == "of" and terms and terms[-1].value == "glass":
            terms[-1] = replace(terms[-1], value="drink")  # a glass of something is no pane
        elif lower in INSTEAD:
            negated = False
        elif lower in ("and", "or"):
            joined.add(len(terms))
            negated = negated and not (lower == "and" and _article_follows(tokens, i))
        elif lower not in STOP and len(token.key) > 1:
            slot = "other"
            terms.append(
                Term(token.start, token.end, token.text, slot, token.key, "modifier", negated, known=False)
            )
        i += 1
    return Brief(prompt, tuple(_attach(_with_heads(terms, breaks, beside, joined), breaks)))


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


def _list_goes_on(tokens: list[_Token], at: int) -> bool:
    """Whether unwanted things go on behind a comma: "no people, boats or birds". Each is at most two words."""
    words = 0
    for token in tokens[at : at + 9]:
        lower = token.text.lower()
        if lower in ("or", "nor"):
            return words > 0
        if token.text == ",":
            words = 0
        elif token.kind != "word" or lower in INSTEAD or lower in BREAK or lower in NEGATOR or words == 2:
            return False
        else:
            words += 1
    return False


def _article_follows(tokens: list[_Token], at: int) -> bool:
    """ "No people and a golden sky": behind an article begins what is wanted."""
    return at + 1 < len(tokens) and tokens[at + 1].text.lower() in ARTICLE


def _does_it_itself(slot: Slot, token: _Token, terms: list[Term], breaks: set[int]) -> bool:
    """Whether it is not the camera that flies: "gulls flying over the sea"."""
    flies = slot == "camera" and token.text.lower().startswith(("fly", "flies"))
    return flies and bool(terms) and terms[-1].slot == "subject" and len(terms) not in breaks


def _special(token: _Token) -> Term | None:
    """Numbers, units, shapes and hex colours."""
    slot: Slot
    if token.kind == "hex":
        slot, value = "colour", token.text.lower()
    elif token.kind == "ratio":
        slot, value = "format", token.text
    elif token.kind == "time":
        slot, value = "format", f"{_seconds(token.text.lower()):g}s"
    elif token.kind == "rate":
        slot, value = "format", f"{token.text[:2]}fps"
    elif token.text.isdigit() and len(token.text) < 5:
        slot, value = "count", token.text
    elif token.text.lower() in NUMBER:
        slot, value = "count", NUMBER[token.text.lower()]
    else:
        return None
    return Term(token.start, token.end, token.text, slot, value)


def _seconds(text: str) -> float:
    number = _NUMERAL.match(text)
    amount = (
        float(number.group()) if number else float(next(v for k, v in SPELLED.items() if text.startswith(k)))
    )
    return amount * 60 if "min" in text else amount


def _with_heads(terms: list[Term], breaks: set[int], beside: set[int], joined: set[int]) -> list[Term]:
    """Mark what the clip is of: the last noun of the first phrase that has one, and nouns joined to it."""
    heads: list[int] = []
    last_joined = -1
    placed = False
    for index, term in enumerate(terms):
        last_joined = index if index in joined else last_joined
        if heads and (index in breaks or terms[index - 1].slot in ("action", "pace")):
            break
        if not heads and placed and index in beside:
            break  # "over the ocean with birds" is of the ocean
        placed = placed or (term.slot == "setting" and term.value in PLACES)
        if term.negated or not _may_be_head(term):
            continue
        if not heads or last_joined > heads[-1]:
            heads.append(index)
        elif heads[-1] == index - 1:
            heads[-1] = index  # "ocean liner": the last noun of a compound is its head
    if not heads:
        return _light_as_subject(terms)
    return [_as_head(term) if index in heads else term for index, term in enumerate(terms)]


def _may_be_head(term: Term) -> bool:
    if term.slot == "weather":
        return term.text.lower() in SNOW
    if term.slot == "subject":
        return term.value != "background" and term.text.lower() not in ("light", "glow")
    return term.slot == "other" and term.value.isalpha() and not term.value.endswith(NOT_A_NOUN)


def _as_head(term: Term) -> Term:
    return replace(term, role="head", slot="subject")


def _light_as_subject(terms: list[Term]) -> list[Term]:
    """A prompt that names only a place, a time or weather is of the place, else of the sky ("sunset time-lapse")."""
    for index, term in enumerate(terms):
        if term.slot == "setting" and term.value in PLACES and not term.negated:
            place = replace(term, slot="subject", value=PLACES[term.value], role="head")
            return [*terms[:index], place, *terms[index:]]
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
