"""What one table of the models' file chooses of a kind: each choice is checked against what the kind declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from .families import family
from .kind import FrameRule, Kind, Preset
from .table import ModelsError, Table

#: A repository's name on the hub: owner/name.
HUB = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)
#: Families that predict no flow, so that there are no timesteps to shift.
NO_FLOW = ("cogvideox",)


def kind_of(table: Table, kinds: Mapping[str, Kind]) -> Kind:
    """The kind of that name."""
    asked = table.text("kind")
    if asked in kinds:
        return kinds[asked]
    if not asked:
        raise table.wrong("kind", f"is missing; choose one of: {', '.join(kinds)}.")
    near = get_close_matches(asked, kinds, n=1)
    hint = f"did you mean {near[0]}? There are: " if near else "choose one of: "
    raise table.wrong("kind", f"“{asked}” is not known; {hint}{', '.join(kinds)}.")


def check_licence(table: Table, kind: Kind) -> None:
    """What the licence limits has to be confirmed, each by its word, by somebody who has read it."""
    needed = kind.licence.confirm
    given = table.texts("accept")
    for word in given:
        if word not in needed:
            has = f"it has {', '.join(needed)}." if needed else "leave it out."
            raise table.wrong(
                "accept", f"has “{word}”, which the licence of {kind.name} does not ask for; {has}"
            )
    if set(given) != set(needed):
        confirm = ", ".join(f'"{word}"' for word in needed)
        raise ModelsError(
            f"{table.place}: the licence of {kind.title} ({kind.licence.name}) limits who may use it. "
            f"{' '.join(kind.licence.forbids)} Read {kind.licence.url}, and if that is right for you "
            f"write: accept = [{confirm}]"
        )


def weights_of(table: Table, kind: Kind, path: Path) -> str:
    """An absolute folder, or a name of the hub. `path` is the models' file, for whoever wrote a folder beside it."""
    weights = table.text("weights")
    hub = f", or the hub's name, such as {kind.hub}" if kind.hub else ""
    if not weights:
        raise table.wrong("weights", f"is missing; name the folder (from / on){hub}.")
    if Path(weights).expanduser().is_absolute():
        return weights
    beside = path.absolute().parent / weights
    if beside.exists():
        raise table.wrong(
            "weights", f"is the relative folder “{weights}”; write it whole: {beside.resolve()}."
        )
    if not HUB.fullmatch(weights):
        raise table.wrong(
            "weights", f"“{weights}” is neither a folder from / on nor a name of the hub (owner/name)."
        )
    return weights


def preset_of(table: Table, kind: Kind) -> Preset:
    """The named preset, else the kind's first, with the operator's own numbers in it."""
    names = [preset.name for preset in kind.presets]
    asked = table.text("preset", names[0])
    preset = kind.preset(asked)
    if preset is None:
        raise table.wrong("preset", f"“{asked}” is none of {kind.name}; choose one of: {', '.join(names)}.")
    taken = family(kind).schedulers
    scheduler = table.text("scheduler", preset.scheduler)
    if scheduler and scheduler not in taken:
        raise table.wrong(
            "scheduler", f"“{scheduler}” does not fit {kind.name}; choose one of: {', '.join(taken)}."
        )
    if "flow_shift" in table.values:
        if kind.family in NO_FLOW:
            raise table.wrong("flow_shift", f"means nothing for {kind.name}; leave it out.")
        preset = replace(preset, flow_shift=table.number("flow_shift", 0.0, least=0.01, most=100))
    return replace(
        preset,
        steps=table.whole("steps", preset.steps, least=1, most=1000),
        guidance=table.number("guidance", preset.guidance, least=0, most=100),
        scheduler=scheduler,
    )


def short_sides_of(table: Table, kind: Kind) -> tuple[int, ...]:
    """The operator's own sizes, smallest first. Each divides as the kind wants it, and a square of it fits its area."""
    most = int(kind.largest_area**0.5) // kind.side * kind.side
    for side in table.wholes("short_sides"):
        if not kind.side <= side <= most:
            raise table.wrong("short_sides", f"has {side}; {kind.name} takes {kind.side} to {most}.")
        if side % kind.side:
            below = side // kind.side * kind.side
            above = min(below + kind.side, most)
            raise table.wrong(
                "short_sides",
                f"has {side}, which does not divide by {kind.side}; write {_either(below, above)}.",
            )
    return tuple(sorted(set(table.wholes("short_sides"))))


def most_frames_of(table: Table, rule: FrameRule) -> int:
    """The most frames that one call shall make; 0 where the kind's own number stands."""
    if "frames" not in table.values:
        return 0
    frames = table.whole("frames", rule.most, least=1, most=100_000)
    if not rule.fits(frames):
        nearest = _either(rule.at_least(frames - rule.step), rule.at_least(frames))
        beyond = f" + {rule.beyond}" if rule.beyond else ""
        raise table.wrong(
            "frames",
            f"is {frames}, which one call can't make: {rule.step} x k{beyond}, "
            f"from {rule.least} to {rule.most}. Nearest: {nearest}.",
        )
    return frames


def _either(one: int, other: int) -> str:
    return str(one) if one == other else f"{one} or {other}"
