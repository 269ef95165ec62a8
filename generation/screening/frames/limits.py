"""From which scores on a clip is held, and what people are told: data that an operator may copy and edit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

SHIPPED = Path(__file__).parents[1] / "data" / "frames.toml"


class LimitsError(Exception):
    """A file of limits that can't be used; the message says where and what to do."""


@dataclass(frozen=True)
class Sampling:
    """Which frames are looked at: one every so often, the ends, and those after the largest changes."""

    every_ms: int
    most: int
    changes: int
    side: int


@dataclass(frozen=True)
class PictureLimits:
    """Shares of the clip from which on it is held as black or frozen."""

    dark: float
    still: float


@dataclass(frozen=True)
class NudityLimits:
    """Scores of the classifier: shown to moderators, held, held as grave."""

    show: float
    hold: float
    grave: float


@dataclass(frozen=True)
class FaceLimits:
    """From which score on a detection counts as a face, and beside which rules of the prompt it holds."""

    score: float
    rules: tuple[str, ...]


@dataclass(frozen=True)
class LetteringLimits:
    """How many frames are read, and from which confidence on a reading counts."""

    frames: int
    score: float


@dataclass(frozen=True)
class CopyLimits:
    """PDQ hashes at most `distance` bits apart are of one picture; below `quality` they tell nothing."""

    distance: int
    quality: int


@dataclass(frozen=True)
class FrameRule:
    """A rule that frames can break. `says` is for the person who asked; `risk` (0-100) orders the desk's queue."""

    id: str
    name: str
    says: str
    risk: int


@dataclass(frozen=True)
class Limits:
    """All of it."""

    sampling: Sampling
    picture: PictureLimits
    nudity: NudityLimits
    faces: FaceLimits
    lettering: LetteringLimits
    copies: CopyLimits
    rules: tuple[FrameRule, ...]

    def rule(self, rule_id: str) -> FrameRule:
        """The rule of that id; KeyError if there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


#: The rules that detectors name: an edited file has to keep them all.
NEEDED = (
    "frames-unchecked",
    "frames-broken",
    "frames-black",
    "frames-frozen",
    "frames-nudity",
    "frames-nudity-grave",
    "frames-face",
    "frames-brand",
    "frames-name",
    "frames-blocked",
    "frames-copy",
)
Table = TypeVar("Table")


@cache
def load_limits(path: Path | None = None) -> Limits:
    """The limits of a file, the shipped ones by default. Raises `LimitsError`. Read once per process and path."""
    path = path or SHIPPED
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LimitsError(f"{path} can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LimitsError(f"{path.name} is not TOML: {error}.") from error
    tables = {field.name: field.type for field in fields(Limits)}
    _complete(said, set(tables), path.name)
    kinds = get_type_hints(Limits)
    if not isinstance(said["rules"], list):
        raise LimitsError(f"{path.name}: write rules as [[rules]].")
    rules = tuple(_table(FrameRule, rule, f"{path.name}, a rule") for rule in said["rules"])
    ids = [rule.id for rule in rules]
    lacking = [rule for rule in NEEDED if ids.count(rule) != 1]
    if lacking:
        raise LimitsError(f"{path.name}: write each of these rules once: {', '.join(lacking)}.")
    parts = {
        name: _table(kinds[name], said[name], f"{path.name}, [{name}]") for name in tables if name != "rules"
    }
    return Limits(**parts, rules=rules)


def _complete(table: Any, keys: set[str], place: str) -> None:
    if not isinstance(table, dict):
        raise LimitsError(f"{place}: this has to be a table.")
    for problem, found in (("unknown", set(table) - keys), ("missing", keys - set(table))):
        if found:
            raise LimitsError(
                f"{place}: {problem} {', '.join(sorted(found))}. It takes {', '.join(sorted(keys))}."
            )


def _table(kind: type[Table], table: Any, place: str) -> Table:
    """A dataclass of numbers, texts and lists of texts, each checked for its type and for being positive."""
    hints = get_type_hints(kind)
    _complete(table, set(hints), place)
    values: dict[str, Any] = {}
    for name, wanted in hints.items():
        value = table[name]
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if wanted == tuple[str, ...] and isinstance(value, list) and all(isinstance(v, str) for v in value):
            value = tuple(value)
        elif wanted in (int, float, str) and type(value) is wanted:
            if wanted is not str and value < 0:
                raise LimitsError(f"{place}: {name} can't be below 0.")
        else:
            raise LimitsError(f"{place}: {name} can't be {value!r}.")
        values[name] = value
    return kind(**values)
