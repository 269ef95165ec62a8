"""Reading a shot's controls as the type a family put there."""

from __future__ import annotations

from ..family import Shot


def number(shot: Shot, name: str) -> float:
    """A control that is a number. Raises `TypeError` where a word set something else."""
    value = shot.controls[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"The control {name} is {value!r}, not a number")
    return float(value)


def choice(shot: Shot, name: str) -> str:
    """A control that names one of a few choices. Raises `TypeError` where it is something else."""
    value = shot.controls[name]
    if not isinstance(value, str):
        raise TypeError(f"The control {name} is {value!r}, not a name")
    return value
