"""What was measured, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Markdown, every table under the words that say what it is worth."""
    yield f"**{found['label']}.** {found['device']}, {found['versions']}"
    for name, model in found["models"].items():
        yield from _model(name, model, found)
    yield ""
    yield "## Studio engine"
    yield ""
    yield "| way | renderer | frames a second |"
    yield "|---|---|---|"
    for way, one in found["studio"].items():
        yield f"| {way} | {one.get('renderer', one.get('failed'))} | {_number(one.get('frames a second'))} |"


def _model(name: str, model: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"## {name} ({found['label']})"
    yield ""
    if "phases" in model:
        yield f"{model['size']}, {model['preset']}. Medians of {found['rounds']}, seconds."
        yield ""
        yield "| what | value |"
        yield "|---|---|"
        for what, value in model["cold start"].items():
            yield f"| cold start: {what} | {_number(value)} |"
        for what, value in model["phases"].items():
            yield f"| {what} | {_number(value)}{_share(what, value, found['peak'])} |"
    if "queue" in model:
        yield from _queue(model["queue"])
    if "goals" in model:
        yield from _goals(model["goals"])
    if "ended" in model:
        yield f"Not measured further: {model['ended']}"


def _queue(queue: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"| a queue of {queue['jobs']} jobs of {queue['steps']} steps | seconds a job | GPU busy | peak GiB |"
    yield "|---|---|---|---|"
    for way in ("stock", "ours", "few steps"):
        if one := queue.get(way):
            yield f"| {way} | {_number(one['a job'])} | {_percent(one['busy'])} | {_number(one['peak GiB'])} |"


def _goals(goals: list[dict[str, Any]]) -> Iterator[str]:
    yield ""
    yield "| goal | at least | got | met |"
    yield "|---|---|---|---|"
    for goal in goals:
        met = {True: "yes", False: "no", None: "not measured"}[goal["met"]]
        yield f"| {goal['what']} | {goal['goal']:g} | {_number(goal['got'])} | {met} |"


def _share(what: str, value: float | None, peak: float | None) -> str:
    if value is None or not what.startswith("TFLOP/s"):
        return ""
    return f" ({value / peak:.0%} of the chip's {peak:g})" if peak else " (the chip's own is unknown)"


def _number(value: float | None) -> str:
    if value is None:
        return "not measured"
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _percent(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.0%}"
