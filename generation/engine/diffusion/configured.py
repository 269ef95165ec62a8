"""The operator's models: what the models' file names, checked without loading anything."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .chosen import check_licence, kind_of, most_frames_of, preset_of, short_sides_of, weights_of
from .families import KINDS
from .kind import Kind, Preset
from .table import ModelsError, Table

__all__ = ["ConfiguredModel", "ModelsError", "read_models"]

#: A model's name is part of its queue's, of addresses, and of every clip's row (40 letters there).
NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?")
RESERVED = ("studio", "best", "fast", "default", "render")
KEYS = (
    "kind", "weights", "preset", "plan", "credits", "best", "fast", "pinned", "download", "revision", "enlarge",
    "short_sides", "frames", "steps", "guidance", "scheduler", "flow_shift", "accept",
)  # fmt: skip


@dataclass(frozen=True)
class ConfiguredModel:
    """One model that people can ask for.

    `weights` is a local folder, or a hub name which is downloaded only where `download` says so. `plan` is the least
    plan whose accounts may use it ("" for every plan), `credits` what a started five seconds costs as a multiple of the
    ordinary price. `enlarge` is how many times a picture may be enlarged on the way to the asked size. "best" and
    "fast" choose the first of the file that is marked so and that the account may use, else the first that it may use.
    """

    name: str
    kind: Kind
    weights: str
    preset: Preset
    plan: str = ""
    credits: int = 1
    best: bool = False
    fast: bool = False
    pinned: bool = False
    download: bool = False
    revision: str = ""
    enlarge: float = 1.5

    @property
    def folder(self) -> Path | None:
        """The local folder; None where the weights are named by hub."""
        path = Path(self.weights).expanduser()
        return path if path.is_absolute() else None


def read_models(path: Path) -> tuple[ConfiguredModel, ...]:
    """Read a models' file (TOML, docs/gpu.md), in its order. Raises `ModelsError` at the first thing that won't do."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ModelsError(f"The models' file {path} can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ModelsError(f"The models' file {path} is not text in UTF-8; save it as such.") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelsError(_toml_sentence(path, str(error))) from error
    return tuple(_model(name, values, path) for name, values in tables.items())


def _toml_sentence(path: Path, said: str) -> str:
    """The parser's words, the line first; a name that stands twice in words of ours."""
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", said)
    words = said[: found.start()] if found else said
    place = f"{path.name}, line {found[1]}" if found and found[1] else f"{path.name}, at its end"
    twice = re.fullmatch(r"Cannot declare \('([^']+)',\) twice", words)
    if twice:
        return f"{place}: there is a model [{twice[1]}] already; give one of them another name."
    return f"{place}: this is not TOML ({words[:1].lower()}{words[1:]})."


def _model(name: str, values: Any, path: Path) -> ConfiguredModel:
    place = f"{path.name}, [{name}]"
    _check_table(name, values, path)
    _check_name(name, place)
    table = Table(values, place)
    table.only(KEYS)
    kind = kind_of(table, KINDS)
    check_licence(table, kind)
    weights = weights_of(table, kind, path)
    on_hub = not Path(weights).expanduser().is_absolute()
    for key in ("download", "revision"):
        if values.get(key) and not on_hub:
            raise table.wrong(key, "goes with a hub's name; weights is a folder, so leave it out.")
    preset = preset_of(table, kind)
    return ConfiguredModel(
        name=name,
        kind=kind.restricted(
            short_sides=short_sides_of(table, kind), most_frames=most_frames_of(table, kind.frames)
        ),
        weights=weights,
        preset=preset,
        plan=table.text("plan"),
        credits=table.whole("credits", 1, least=1, most=1000),
        best=table.flag("best"),
        fast=table.flag("fast"),
        pinned=table.flag("pinned"),
        download=table.flag("download"),
        revision=table.text("revision"),
        enlarge=table.number("enlarge", 1.5, least=1, most=4),
    )


def _check_table(name: str, values: Any, path: Path) -> None:
    if isinstance(values, list) and values and isinstance(values[0], dict):
        raise ModelsError(f"{path.name}: write [{name}] with single brackets, one table a model.")
    if not isinstance(values, dict):
        raise ModelsError(
            f"{path.name}: {name} belongs to no model; begin one with its name, as in [wan-small]."
        )
    inner = next((key for key, value in values.items() if isinstance(value, dict)), None)
    if inner is not None:
        raise ModelsError(f'{path.name}: a name with a point needs quotation marks: ["{name}.{inner}"].')


def _check_name(name: str, place: str) -> None:
    # A broker of files finds a queue's messages by the end of their names: "x.render" would take the studio's.
    if name.rpartition(".")[2] in RESERVED:
        raise ModelsError(f"{place}: “{name}” has a meaning of its own here; choose another name.")
    if not NAME.fullmatch(name):
        raise ModelsError(
            f"{place}: a name has up to 40 of a-z, 0-9, points and hyphens, and begins and ends with a letter or digit."
        )
