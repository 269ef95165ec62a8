"""A form's first values: what the address says, then what the prompt says, then the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.brief.parse import parse
from generation.brief.said import said

from .ask import Ask

FIELDS = ("prompt", "duration", "aspect", "resolution", "fps", "look", "seed", "takes", "quality", "engine")
TICKS = ("loop", "sound", "private", "accept_partial")


def from_words(given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values, with what the prompt itself says for those that are not given.

    Ticks count as given only by their presence: a missing one is filled from the words too.
    """
    data = {name: given[name] for name in (*FIELDS, *TICKS) if given.get(name) not in (None, "")}
    words = spoken(str(data.get("prompt", "")))
    filled = {"sound": "on"} | words | data
    if words.get("sound") == "":
        del filled["sound"]
    return filled


def spoken(prompt: str) -> dict[str, Any]:
    """What the prompt itself says about the form's fields; a tick is "on", or "" where it is said to be off."""
    words = said(parse(prompt[:2_000]))
    ticks = {
        name: None if value is None else "on" if value else ""
        for name, value in (("loop", words.loop), ("sound", words.sound))
    }
    duration = None if words.duration_s is None else f"{words.duration_s:g}"
    found = {
        "duration": duration,
        "aspect": words.aspect,
        "resolution": words.resolution,
        "fps": words.fps,
        "look": words.look,
        **ticks,
    }
    return {name: value for name, value in found.items() if value is not None}


def defaults() -> dict[str, Any]:
    """The form of somebody who has said nothing yet."""
    return {
        "prompt": "",
        "duration": Ask.duration_ms // 1000,
        "aspect": Ask.aspect,
        "resolution": Ask.resolution,
        "fps": Ask.fps,
        "look": Ask.look,
        "takes": Ask.takes,
        "quality": Ask.quality,
        "sound": "on",
    }
