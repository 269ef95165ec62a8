"""What differs between a request and a description, in sentences for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .align import MATCHED, Alignment, Tie, Tied
from .judge import Floats, Side
from .lexicon import AXIS, KIND, wordnet
from .lexicon.inflection import words
from .model import Difference
from .roles import crossed, turned_sides

_COUNTS = "number"
#: "In the rain" is rain, "at dusk" is dusk.
_LEADING = re.compile(r"^(?:in|on|at|during|by) (?:the |a |an )?(?=\w)")
_SIDES = frozenset(["left", "right", "front", "top", "back", "middle"])
#: Ways and places between things: worth a word where they differ, not where they are merely not said.
_BETWEEN = frozenset(
    words("""along across through over past during beyond behind between onto against up down into toward towards around
    above below under near front of top by with before after""")
)
#: From this logit on the learned judge is sure that a word is not answered.
_SURE = 0.0


def differences(request: str, clip: str, alignment: Alignment) -> list[Difference]:
    """What contradicts first, then what is not stated. What the request does not ask is no difference."""
    found = [*_crossed(request, clip, alignment), *_tied(alignment)]
    unique = {d.words: d for d in found}
    order = {"differs": 0, "missing": 1, "unsaid": 2, "same": 3}
    return sorted(unique.values(), key=lambda d: order[d.kind])


def _crossed(request: str, clip: str, alignment: Alignment) -> Iterator[Difference]:
    for one in crossed(request, clip, alignment):
        first, last = alignment.request[one.first].unit, alignment.request[one.last].unit
        asked = request[first.start : last.end].lower()
        has = one.has.lower()
        if one.kind == "roles":
            yield Difference("differs", asked, has, f"the other way round: {has}, you asked for {asked}")
        else:
            yield Difference("differs", asked, has, f"{has}, you asked for {asked}")


def _tied(alignment: Alignment) -> Iterator[Difference]:
    for index, tied in enumerate(alignment.request):
        text = _plain(tied)
        if tied.partner >= 0 and _contradicts(tied) and not turned_sides(alignment, index):
            has = _plain(alignment.clip[tied.partner])
            if _counts(alignment, index):
                yield _count(alignment, index)
            elif text != has:
                yield Difference("differs", text, has, f"{has}, you asked for {text}")
        elif tied.tie not in (*MATCHED, Tie.NONE, Tie.EXCLUDED) and not set(text.split()) <= _BETWEEN:
            yield Difference("unsaid", text, "", f"not stated: {text}")


def _contradicts(tied: Tied) -> bool:
    """What excludes it, or another thing of its kind. Deeds of a kind may well be one deed: flying and returning."""
    if tied.tie is Tie.EXCLUDED:
        return True
    known = any(sort == KIND for sort, _, _ in tied.unit.meanings)
    return tied.tie is Tie.SIBLING and (known or tied.unit.key not in wordnet().lemmas["v"])


def _plain(tied: Tied) -> str:
    text = re.sub(r" (?:the|a|an)$", "", tied.unit.text.lower())
    plain = _LEADING.sub("", text)
    return text if plain.split(" ")[0] in _SIDES else plain


def _counts(alignment: Alignment, index: int) -> bool:
    return any(sort == AXIS and name == _COUNTS for sort, name, _ in alignment.request[index].unit.meanings)


def _count(alignment: Alignment, index: int) -> Difference:
    """ "You asked for three boats; this has one"."""
    number, shown = (
        alignment.request[index],
        alignment.clip[alignment.request[index].partner].unit.text.lower(),
    )
    asked = number.unit.text.lower()
    counted = _counted(alignment, index)
    return Difference("differs", asked, shown, f"you asked for {asked}{counted}; this has {shown}")


def _counted(alignment: Alignment, index: int) -> str:
    """The thing that is counted, with a space before it."""
    if alignment.request[index].unit.key.split(" ")[0] in ("alone", "solo", "by"):
        return ""
    for tied in alignment.request[index + 1 : index + 4]:
        axes = {name for sort, name, _ in tied.unit.meanings if sort == AXIS}
        if tied.unit.content and not axes - {"gender", "age"}:
            return f" {tied.unit.text.lower()}"
    return ""


def unanswered(asked: Side, doubts: Floats, alignment: Alignment, score: float) -> list[Difference]:
    """Where no word explains a low score: the words that the learned judge finds unanswered."""
    if score >= 0.5:
        return []
    found: dict[int, float] = {}
    for at, (start, end) in enumerate(asked.pieces.offsets):
        for index, tied in enumerate(alignment.request):
            if start < end and tied.unit.start <= start < tied.unit.end and tied.unit.content:
                found[index] = max(found.get(index, -9.0), float(doubts[at]))
    sure = [index for index, logit in found.items() if logit > _SURE]
    worst = sure or sorted(found, key=lambda index: -found[index])[:1]
    texts = [_plain(alignment.request[index]) for index in worst[:3]]
    return [Difference("unsaid", text, "", f"said otherwise: {text}") for text in texts]
