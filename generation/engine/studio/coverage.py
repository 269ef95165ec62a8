"""What the studio can show of each word, and the honest sentence about the rest."""

from __future__ import annotations

from collections.abc import Iterable

from generation.brief.model import Brief, Term
from generation.engine.base import Coverage, Shown, TermCoverage

from .family import Family

#: Why a kind of thing is out of reach, by canonical value.
LIVING = {"people", "person", "man", "woman", "child", "surfer", "athlete", "professional", "face", "hands"}
ANIMALS = {"dog", "cat", "horse", "bird", "fish", "animal", "insect"}
VEHICLES = {"car", "truck", "motorcycle", "train", "plane", "boat", "ship", "spaceship"}
#: Slots that the engine itself answers, whatever the family.
ALWAYS = {"loop", "sound", "format"}


def coverage(brief: Brief, family: Family | None, looks: Iterable[str], suggestion: Family | None = None) -> Coverage:
    """Per word and for the subject apart, with an offer where something is missing.

    `suggestion` is the family to offer where none was chosen: what the other words come nearest to.
    """
    if family is None:
        terms = tuple(TermCoverage(t, "not at all", _reason(t)) for t in brief.terms)
        offer = f"The nearest it can make is {suggestion.label.lower()}." if suggestion else ""
        return Coverage("", terms, "not at all", offer, suggestion.label if suggestion else "")
    known = set(looks)
    terms = tuple(_cover(term, family, known) for term in brief.terms)
    subject = _subject(terms)
    missing = [c.term for c in terms if c.shown == "not at all" and c.term.slot == "subject" and not c.term.negated]
    prompt = leave_out(brief, missing) if missing else ""
    offer = ""
    if missing and prompt:
        names = _list([f"the {term.text.lower()}" for term in missing])
        offer = f"I can make {_shorten(prompt)} – without {names}."
    return Coverage(family.name, terms, subject, offer, prompt)


def _cover(term: Term, family: Family, looks: set[str]) -> TermCoverage:
    if term.slot == "subject":
        return _cover_subject(term, family)
    if term.slot in ALWAYS:
        return TermCoverage(term, "shown")
    if term.slot == "look":
        return TermCoverage(term, "shown" if term.value in looks else "not at all")
    if term.slot == "count":
        alone = term.value == "1"
        return TermCoverage(term, "shown" if alone else "not at all", "" if alone else "it can't count things")
    if term.slot == "colour":
        return _cover_colour(term, family)
    reach = family.words.get((term.slot, term.value))
    if term.negated:
        return TermCoverage(term, "shown" if reach is None else "roughly")
    if reach is None:
        return TermCoverage(term, "not at all", _reason(term))
    return TermCoverage(term, reach.shown, reach.note)


def _cover_subject(term: Term, family: Family) -> TermCoverage:
    shown: Shown = family.subjects.get(term.value, "not at all")
    if term.negated:
        if shown == "not at all":
            return TermCoverage(term, "shown", "there are none")
        return TermCoverage(term, "roughly", "some may still be seen")
    return TermCoverage(term, shown, _reason(term) if shown == "not at all" else "")


def _cover_colour(term: Term, family: Family) -> TermCoverage:
    if term.negated:
        return TermCoverage(term, "roughly", "other colours are used, this one may still appear")
    if term.attached and family.subjects.get(term.attached, "not at all") == "not at all":
        return TermCoverage(term, "not at all", f"there is no {term.attached} to colour")
    return TermCoverage(term, "shown")


def _reason(term: Term) -> str:
    if term.value in LIVING:
        return "the studio engine has no people"
    if term.value in ANIMALS:
        return "the studio engine has no animals"
    if term.value in VEHICLES:
        return "the studio engine has no vehicles"
    if not term.known:
        return "a word it does not know"
    return "not in this scene"


def _subject(terms: tuple[TermCoverage, ...]) -> Shown:
    """As well as the worst of the heads; a prompt without heads is of whatever the family draws."""
    heads = [c.shown for c in terms if c.term.role == "head" and not c.term.negated]
    if not heads:
        return "roughly"
    return max(heads, key=("shown", "roughly", "not at all").index)


def leave_out(brief: Brief, missing: list[Term]) -> str:
    """The prompt without these things and the words that only belong to them, still in English.

    What describes a missing thing goes with it ("red" of "red car"), and so does the small word that
    tied it to the rest ("a surfer on golden waves" becomes "golden waves").
    """
    gone = {(t.start, t.end) for t in missing}
    gone |= {
        (t.start, t.end) for t in brief.terms if t.attached in {m.value for m in missing} and t.slot in ("colour", "count", "other")
    }
    first = min(t.start for t in missing)
    gone |= {(t.start, t.end) for t in _actions_after(brief, missing)}
    kept = []
    position = 0
    for start, end in sorted(gone):
        kept.append(brief.prompt[position:start])
        position = max(position, end)
    kept.append(brief.prompt[position:])
    return _mend("\0".join(kept)) if first >= 0 else brief.prompt


def _actions_after(brief: Brief, missing: list[Term]) -> list[Term]:
    """The action that each missing thing does: the next term, if it is one."""
    after = []
    for index, term in enumerate(brief.terms[:-1]):
        follower = brief.terms[index + 1]
        if term in missing and follower.slot == "action":
            after.append(follower)
    return after


_LINKS = {"a", "an", "the", "and", "or", "with", "of", "on", "in", "at", "by", "for", "to", "its", "his", "her", "their"}


def _mend(text: str) -> str:
    """Close the gaps (NUL marks them): drop the articles and links that now lead nowhere."""
    words = text.replace("\0", " \0 ").split()
    mended: list[str] = []
    for word in words:
        if word == "\0":
            while mended and mended[-1].lower().strip(",") in _LINKS:
                mended.pop()
            mended.append(word)
        elif mended and mended[-1] == "\0" and word.lower() in _LINKS | {"across", "over", "under", "near"} and len(mended) == 1:
            continue
        else:
            mended.append(word)
    text = " ".join(word for word in mended if word != "\0")
    for broken, whole in ((" ,", ","), (",,", ","), (" .", ".")):
        text = text.replace(broken, whole)
    return text.strip(" ,;.-–").removeprefix("a ").strip() or ""


def _shorten(prompt: str) -> str:
    return f"“{prompt if len(prompt) < 90 else prompt[:87] + '…'}”"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
