"""Which specifics exclude each other, which include each other, and which are the same thing said otherwise."""

from __future__ import annotations

from generation.brief.model import Brief, Term

Axis = tuple[frozenset[str], ...]


def _axis(*groups: str) -> Axis:
    return tuple(frozenset(group.split()) for group in groups)


#: On each axis a clip has values of one group: a value of another group contradicts.
EXCLUSIVE: dict[str, tuple[Axis, ...]] = {
    "time": (_axis("dawn morning", "day noon", "golden-hour sunset", "dusk blue-hour", "night"),),
    "weather": (
        _axis("clear", "overcast cloudy storm fog rain snow"),
        _axis("rain", "snow"),
        _axis("calm", "storm wind"),
    ),
    "pace": (_axis("slow very-slow", "fast very-fast"),),
    "mood": (_axis("calm", "dramatic energetic"), _axis("dark moody", "bright"), _axis("warm", "cool")),
    "camera": (
        _axis("drone aerial high", "low close-up"),
        _axis("wide", "close-up"),
        _axis(
            "drone",
            "locked",
            "handheld",
            "pan-left",
            "pan-right",
            "tilt-up",
            "tilt-down",
            "dolly-in",
            "dolly-out",
            "orbit",
        ),
        _axis("timelapse", "slow-motion"),
    ),
}
#: Camera words that go together: a low drone, a drone's orbit.
TOGETHER = {
    "drone": {"low", "pan-left", "pan-right", "tilt-up", "tilt-down", "orbit", "dolly-in", "dolly-out"}
}
#: What one slot says and another contradicts.
ACROSS: tuple[tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]], ...] = (
    (
        frozenset({("mood", "calm"), ("weather", "calm")}),
        frozenset({("weather", "storm"), ("weather", "wind"), ("mood", "dramatic"), ("mood", "energetic")}),
    ),
)
#: The same thing in another slot: "rainy" and "in the rain", "sea" as a subject and as a place.
SAME_AS: dict[tuple[str, str], tuple[str, str]] = {
    ("setting", "sea"): ("subject", "ocean"),
    ("setting", "city"): ("subject", "city"),
    ("setting", "forest"): ("subject", "forest"),
    ("weather", "rain"): ("subject", "rain"),
    ("weather", "calm"): ("mood", "calm"),
}
#: Subjects that come with others.
PART_OF: dict[str, set[str]] = {
    "sky": {"clouds", "stars", "night-sky", "aurora", "milky-way"},
    "night-sky": {"stars", "aurora", "milky-way"},
    "stars": {"milky-way", "night-sky"},
    "lights": {"bokeh", "city-lights"},
    "bokeh": {"city-lights"},
    "city-lights": {"bokeh"},
    "raindrops": {"rain"},
    "glass": {"window"},
    "window": {"glass"},
    "particles": {"particle-waves"},
}


def meaning(term: Term) -> tuple[str, str]:
    """Slot and value, the same for the same thing said otherwise."""
    key = (term.slot, term.value)
    return SAME_AS.get(key, key)


def implied(term: Term, seen: list[Term]) -> bool:
    """Whether a clip that shows these shows this too: the same thing, or one that includes it."""
    slot, value = meaning(term)
    wider = {("subject", one) for one in PART_OF.get(value, set())} if slot == "subject" else set()
    return any(meaning(t) == (slot, value) or meaning(t) in wider for t in seen)


def same_owner(one: Term, other: Term) -> bool:
    """Whether two describers belong to the same thing, as far as was said."""
    if not one.attached or not other.attached or one.attached == other.attached:
        return True
    return other.attached in PART_OF.get(one.attached, set()) or one.attached in PART_OF.get(
        other.attached, set()
    )


def clashes(term: Term, seen: list[Term], wanted: Brief) -> Term | None:
    """The term of the clip that contradicts this one, if any. What is wanted beside it contradicts nothing."""
    for rival in seen:
        if rival.slot == term.slot and any(_same_said(rival, t) for t in wanted.terms):
            continue
        if term.slot in ("colour", "count"):
            if rival.slot == term.slot and same_owner(rival, term):
                return rival
        elif (rival.slot == term.slot and _exclude(term, rival)) or _across(term, rival):
            return rival
    return None


def _same_said(one: Term, other: Term) -> bool:
    return (one.slot, one.value) == (other.slot, other.value) and same_owner(one, other)


def _exclude(one: Term, other: Term) -> bool:
    if other.value in TOGETHER.get(one.value, set()) or one.value in TOGETHER.get(other.value, set()):
        return False
    for axis in EXCLUSIVE.get(one.slot, ()):
        mine, theirs = _group(one.value, axis), _group(other.value, axis)
        if mine is not None and theirs is not None and mine is not theirs:
            return True
    return False


def _group(value: str, axis: Axis) -> frozenset[str] | None:
    return next((group for group in axis if value in group), None)


def _across(one: Term, other: Term) -> bool:
    a, b = (one.slot, one.value), (other.slot, other.value)
    return any((a in left and b in right) or (b in left and a in right) for left, right in ACROSS)
