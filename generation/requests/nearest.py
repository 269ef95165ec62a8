"""What to ask for instead of what an engine can't make, in words."""

from __future__ import annotations

from generation.engine.base import Problem
from generation.engine.registry import engine

#: Settings that are on or off: what can't be made of them is left out.
TICKS = {"loop": "Don't loop it", "sound": "Without sound"}


def offer(problem: Problem) -> str:
    """The nearest value as a button says it; "" where nothing would do."""
    if problem.field in TICKS:
        return TICKS[problem.field]
    if not problem.nearest:
        return ""
    if problem.field == "engine":
        return f"Use {engine(problem.nearest).title}"
    value = problem.nearest
    words = {
        "duration": f"{value} s",
        "fps": f"{value} frames a second",
        "takes": f"{value} take{'' if value == '1' else 's'}",
        "quality": f"{value} quality",
    }
    return f"Use {words.get(problem.field, value)}"


def with_nearest(problem: Problem) -> str:
    """The sentence with the nearest value, for where there is no button."""
    if not problem.nearest or problem.field in TICKS or problem.nearest in problem.sentence:
        return problem.sentence
    return f"{problem.sentence} {offer(problem)} instead."
