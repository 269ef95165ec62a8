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
    words = said(parse(str(data.get("prompt", ""))[:2_000]))
    spoken = {
        "duration": words.duration_s,
        "aspect": words.aspect,
        "resolution": words.resolution,
        "fps": words.fps,
        "look": words.look,
        "loop": "on" if words.loop else None,
        "sound": None if words.sound is False else "on",
    }
    return {name: value for name, value in spoken.items() if value is not None} | data


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
