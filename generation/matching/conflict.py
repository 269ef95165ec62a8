"""Which specifics exclude each other, and which include each other."""

from __future__ import annotations

from generation.brief.model import Brief, Term

#: Of each of these groups a clip has one: another one contradicts.
EXCLUSIVE: dict[str, tuple[frozenset[str], ...]] = {
    "time": (
        frozenset({"dawn", "morning"}),
        frozenset({"day", "noon"}),
        frozenset({"golden-hour", "sunset"}),
        frozenset({"dusk", "blue-hour"}),
        frozenset({"night"}),
    ),
    "weather": (
        frozenset({"clear"}),
        frozenset({"overcast", "cloudy"}),
        frozenset({"storm", "wind"}),
        frozenset({"fog"}),
        frozenset({"rain"}),
        frozenset({"snow"}),
        frozenset({"calm"}),
    ),
    "pace": (frozenset({"slow", "very-slow"}), frozenset({"fast", "very-fast"})),
    "camera": (
        frozenset({"drone", "aerial", "high"}),
        frozenset({"low", "close-up"}),
        frozenset({"locked"}),
        frozenset({"handheld"}),
        frozenset({"pan-left"}),
        frozenset({"pan-right"}),
        frozenset({"dolly-in"}),
        frozenset({"dolly-out"}),
        frozenset({"orbit"}),
        frozenset({"timelapse"}),
        frozenset({"slow-motion"}),
    ),
}
#: Camera words that go together: a low drone, a drone's orbit, an aerial dolly.
TOGETHER = {"drone": {"low", "orbit", "dolly-in", "dolly-out", "slow-motion", "timelapse"}}
#: Subjects that come with others.
PART_OF: dict[str, set[str]] = {
    "sky": {"clouds", "stars", "night-sky", "aurora", "milky-way"},
    "night-sky": {"stars", "aurora", "milky-way"},
    "stars": {"milky-way", "night-sky"},
    "lights": {"bokeh", "city-lights"},
    "bokeh": {"city-lights"},
    "city-lights": {"bokeh"},
    "raindrops": {"rain"},
    "particles": {"particle-waves"},
}


def implied(term: Term, clip: Brief) -> bool:
    """Whether the clip shows this subject because it shows another that includes it."""
    wider = PART_OF.get(term.value, set()) if term.slot == "subject" else set()
    return any(t.value in wider for t in clip.terms if t.slot == "subject" and not t.negated)


def clashes(term: Term, has: list[Term], clip: Brief) -> Term | None:
    """The clip's term that contradicts this one, if any."""
    if term.slot in ("colour", "count"):
        rivals = [t for t in has if not term.attached or not t.attached or t.attached == term.attached]
        return rivals[0] if rivals else None
    groups = EXCLUSIVE.get(term.slot, ())
    mine = _group(term.value, groups)
    for rival in has:
        theirs = _group(rival.value, groups)
        if mine is not None and theirs is not None and mine is not theirs and not _go_together(term, rival):
            return rival
    return None


def _group(value: str, groups: tuple[frozenset[str], ...]) -> frozenset[str] | None:
    return next((group for group in groups if value in group), None)


def _go_together(one: Term, other: Term) -> bool:
    return other.value in TOGETHER.get(one.value, set()) or one.value in TOGETHER.get(other.value, set())
