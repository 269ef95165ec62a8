"""A form's first values: what the address says, then what the prompt says, then the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from billing.following import NotFollowable, source_clip
from catalog.access import Viewer, accounts_of
from catalog.models import Account, Clip
from generation.brief.parse import parse
from generation.brief.said import said
from generation.formats import RATES, RESOLUTIONS

from .ask import Ask

FIELDS = (
    *("prompt", "duration", "aspect", "resolution", "fps", "look", "seed", "takes", "quality", "engine"),
    *("source", "follows"),
)
TICKS = ("loop", "sound", "private", "accept_partial")
#: A tick's value in an address that says no: a missing one is filled from the words.
OFF = "off"


def from_words(given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values, with what the prompt itself says for those that are not given.

    Ticks count as given only by their presence: a missing one is filled from the words too, one that is "off" is off.
    """
    data = {name: given[name] for name in (*FIELDS, *TICKS) if given.get(name) not in (None, "")}
    words = spoken(str(data.get("prompt", "")))
    filled = {"sound": "on"} | words | data
    off = {name for name in TICKS if data.get(name) == OFF or (name not in data and words.get(name) == "")}
    return {name: value for name, value in filled.items() if name not in off}


def of_clip(clip: Clip, *, prompt: bool) -> dict[str, Any]:
    """The form for a clip that follows from this one: its shape, size, rate and look; with `prompt` its words, too."""
    short = f"{min(clip.width, clip.height)}p"
    found = {
        "prompt": clip.prompt if prompt else "",
        "aspect": clip.aspect,
        "resolution": short if short in RESOLUTIONS else "",
        "fps": clip.fps if clip.fps in RATES else "",
        "look": clip.look,
        "private": "on" if clip.private else "",
    }
    return {name: value for name, value in found.items() if value}


def of_source(given: Mapping[str, Any], account: Account | None, viewer: Viewer) -> dict[str, Any]:
    """The form's values from the clip that is to be followed; nothing where that may not be."""
    if not str(given.get("source", "")).isdecimal():
        return {}
    try:
        clip = source_clip(int(given["source"]), account, viewer)
    except NotFollowable:
        return {}
    own = clip.account_id == account.pk if account else False
    return of_clip(clip, prompt=own or may_read(clip, viewer))


def may_read(clip: Clip, viewer: Viewer) -> bool:
    """Whether the viewer may read the clip's prompt."""
    return clip.prompt_public or accounts_of(viewer).filter(pk=clip.account_id).exists()


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


def unticked(values: Mapping[str, Any]) -> dict[str, str]:
    """What an address has to say is off: ticks that the words, or the default, would set again."""
    said = {"sound": "on"} | spoken(str(values.get("prompt", "")))
    return {name: OFF for name in ("loop", "sound") if said.get(name) == "on" and not values.get(name)}


def first_values(given: Mapping[str, Any], **fitting: Any) -> dict[str, Any]:
    """The whole form: `given` and its words, over what fits the person, over the defaults."""
    if not given:
        return defaults() | fitting
    plain = defaults() | fitting
    del plain["sound"]  # on unless something says no
    return plain | from_words(given)


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
