"""Does this clip answer this request? Explicit checks of the specifics decide, never a likeness of texts.

No sentence embedding tells "red car" from "blue car", so likeness only orders what the specifics
leave equal (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from generation.brief.model import ROLE_WEIGHT, Brief, Slot, Term

from .conflict import clashes, implied, meaning, same_owner
from .model import ClipFacts, Difference, Match, Wanted, Words

#: A specific that contradicts the request: such a clip is "nearly" at best.
CLASH_CAP = 0.59
#: Another subject altogether.
SUBJECT_CAP = 0.3
FITS, NEARLY, RELATED = 0.8, 0.5, 0.25
#: What the judge of texts weighs where the lexicon knows every word: less than any specific.
JUDGED = 0.02
#: A clip this much shorter than asked is too short.
SHORTER = 0.8
SPOKEN: tuple[Slot, ...] = (
    "subject",
    "action",
    "count",
    "colour",
    "setting",
    "time",
    "weather",
    "camera",
    "mood",
    "pace",
)


def compare(wanted: Brief, clip: ClipFacts, settings: Wanted, *, answered: float | None = None) -> Match:
    """Compare a brief and its settings with a clip. Identical specifics and form score 1.

    `answered` is how probably the clip's description answers the request (answer.py). It decides between what the
    lexicon leaves equal; where the lexicon knows less, it decides more.
    """
    specifics = list(_specifics(wanted, clip))
    form = [*_mostly(wanted, clip), *_form(clip, settings)]
    total = sum(weight for _, weight, _ in specifics) or 1
    got = sum(weight * share for _, weight, share in specifics)
    score = got / total
    differences = [d for d, _, _ in specifics] + form
    if _other_subject(wanted, clip):
        score = min(score, SUBJECT_CAP)
    elif any(d.kind == "differs" for d in differences):
        score = min(score, CLASH_CAP)
    if all(d.kind == "same" for d in differences):
        score = 1.0
    else:
        judged = JUDGED if answered is None else max(JUDGED, _unknown(wanted))
        score = min(0.99, score * (1 - judged) + judged * max(0.0, answered or 0.0))
    order = {"differs": 0, "missing": 1, "unsaid": 2, "same": 3}
    return Match(
        clip.id, score, _words(score), tuple(sorted(_merge(differences), key=lambda d: order[d.kind]))
    )


def _unknown(wanted: Brief) -> float:
    """The share of the request that the lexicon does not know, by weight."""
    weights = [(ROLE_WEIGHT[t.role], t.known) for t in wanted.terms if t.slot in SPOKEN or t.slot == "other"]
    return sum(w for w, known in weights if not known) / (sum(w for w, _ in weights) or 1)


def _words(score: float) -> Words:
    if score >= FITS:
        return "fits"
    if score >= NEARLY:
        return "nearly"
    return "related" if score >= RELATED else "unlike"


def _specifics(wanted: Brief, clip: ClipFacts) -> Iterator[tuple[Difference, float, float]]:
    """Each specific of the request with its weight and the share of it that the clip gives."""
    for term in wanted.terms:
        if term.slot not in SPOKEN and term.slot != "other":
            continue
        weight = ROLE_WEIGHT[term.role]
        difference = _compare_term(term, wanted, clip)
        share = {"same": 1.0, "unsaid": 0.4, "missing": 0.0, "differs": 0.0}[difference.kind]
        yield difference, weight, share


def _compare_term(term: Term, wanted: Brief, clip: ClipFacts) -> Difference:
    text = term.text.lower()
    seen = _seen(clip)
    present = implied(term, seen)
    if term.negated:
        if present:
            return Difference("differs", f"no {text}", text, f"{text} in it, you asked for none")
        return Difference("same", f"no {text}", "", f"no {text}")
    if term.value in clip.missing:
        return Difference("missing", text, "", f"no {text}")
    if any(meaning(t) == meaning(term) and same_owner(t, term) for t in seen) or (
        present and not term.attached
    ):
        return Difference("same", text, text, text)
    rival = clashes(term, seen, wanted)
    if rival is not None:
        return Difference("differs", text, rival.text.lower(), f"{rival.text.lower()}, you asked for {text}")
    if term.slot == "subject":
        return Difference("missing", text, "", f"no {text}")
    return Difference("unsaid", text, "", f"not stated: {text}")


def _seen(clip: ClipFacts) -> list[Term]:
    """What of a clip's brief is in the picture."""
    return [t for t in clip.brief.terms if not t.negated and t.value not in clip.missing]


def _other_subject(wanted: Brief, clip: ClipFacts) -> bool:
    """Whether nothing that the request is of is seen in the clip."""
    return bool(wanted.heads) and not any(implied(term, _seen(clip)) for term in wanted.heads)


def _mostly(wanted: Brief, clip: ClipFacts) -> Iterator[Difference]:
    """A clip that shows what was asked for, but is of something else."""
    heads = [t for t in clip.brief.heads if t.value not in clip.missing]
    aside = [t for t in wanted.heads if implied(t, _seen(clip)) and not implied(t, heads)]
    if heads and aside and not any(implied(t, heads) for t in wanted.heads):
        has, asked = heads[0].text.lower(), aside[0].text.lower()
        yield Difference("differs", asked, has, f"mostly {has}, you asked for {asked}")


def _form(clip: ClipFacts, settings: Wanted) -> Iterator[Difference]:
    """Shape, length, size, loop: what the file is, whatever it shows."""
    width, height = settings.size
    if abs(clip.width / clip.height - width / height) > 0.05 * width / height:
        yield Difference(
            "differs", settings.aspect, _shape(clip), f"{_shape(clip)}, you asked for {settings.aspect}"
        )
    if clip.duration_ms < SHORTER * settings.duration_ms:
        has, asked = _seconds(clip.duration_ms), _seconds(settings.duration_ms)
        yield Difference("differs", asked, has, f"{has} long, you asked for {asked}")
    if min(clip.width, clip.height) < min(width, height):
        has, asked = f"{min(clip.width, clip.height)}p", f"{min(width, height)}p"
        yield Difference("differs", asked, has, f"{has}, you asked for {asked}")
    if settings.loop and not clip.loops:
        yield Difference("differs", "loop", "no loop", "does not loop, you asked for a loop")


def _shape(clip: ClipFacts) -> str:
    shapes = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:5": 0.8, "21:9": 21 / 9}
    return min(shapes, key=lambda name: abs(shapes[name] - clip.width / clip.height))


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g} s"


def _merge(differences: list[Difference]) -> list[Difference]:
    """What is the same goes on one line; the same sentence is said once."""
    same = ", ".join(dict.fromkeys(d.words for d in differences if d.kind == "same"))
    rest = list({d.words: d for d in differences if d.kind != "same"}.values())
    return [*rest, Difference("same", same, same, same)] if same else rest
