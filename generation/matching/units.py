"""A text as units: phrases and words that mean something, each kept in its place."""

from __future__ import annotations

from dataclasses import dataclass

from .lexicon import TOKEN, Meaning, lemma, longest, phrases
from .lexicon.inflection import words

#: Words that only hold a sentence together. Prepositions that say where or which way are not among them.
FUNCTION = frozenset(
    words("""a an the this that these those and or as is are was were be been being it its it's their there here
    which who whom whose what when while where of to at in on by for from with up's has have had do does did
    can could will would shall should may might into's very really quite so too just also only then now than
    not's i we you they them us our your my me him her his she he showing shows shown show see seen set get
    gets got getting image picture some any each other another s t featuring including being having going
    footage video clip view scene shot camera photo""")
)


@dataclass(frozen=True)
class Unit:
    """A phrase or word: its lemmas, all that it may mean, and where it stands. `content`: it says something."""

    text: str
    key: str
    meanings: frozenset[Meaning]
    start: int
    end: int
    content: bool


def units(text: str) -> list[Unit]:
    """Longest phrases first; every word is in exactly one unit. Linear in the text's length; never raises."""
    found = [(m.group().lower().replace("’", "'"), m.start(), m.end()) for m in TOKEN.finditer(text)]
    raw = [word.removesuffix("'s") for word, _, _ in found]
    lemmas = [lemma(word) for word in raw]
    known, most = phrases(), longest()
    made: list[Unit] = []
    at = 0
    while at < len(found):
        meanings: frozenset[Meaning] = frozenset()
        length = 1
        for count in range(min(most, len(found) - at), 0, -1):
            said, plain = tuple(raw[at : at + count]), tuple(lemmas[at : at + count])
            if said in known or plain in known:
                # As it stands it may be a describer ("opening"), as a lemma a deed ("open"): both count.
                meanings = known.get(said, frozenset()) | known.get(plain, frozenset())
                length = count
                break
        start, end = found[at][1], found[at + length - 1][2]
        key = " ".join(lemmas[at : at + length])
        content = bool(meanings) or (length == 1 and raw[at] not in FUNCTION)
        if length == 1 and raw[at] in FUNCTION:
            content = False
        made.append(Unit(text[start:end], key, meanings, start, end, content))
        at += length
    return made
