"""What a prompt itself says about the settings, so that nobody has to say it twice."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Brief

_ASPECT = {"vertical": "9:16", "square": "1:1", "widescreen": "16:9", "ultrawide": "21:9"}
_RATIOS = ("16:9", "9:16", "1:1", "4:5", "21:9")
_RESOLUTION = {"4k": "2160p"} | {name: name for name in ("1440p", "1080p", "720p", "540p", "360p")}


@dataclass(frozen=True)
class Said:
    """Settings that the prompt names; None where it says nothing. Not checked for range."""

    duration_s: float | None = None
    aspect: str | None = None
    resolution: str | None = None
    fps: int | None = None
    look: str | None = None
    loop: bool | None = None
    sound: bool | None = None


def said(brief: Brief) -> Said:
    """Read the settings out of a brief; what is said later wins."""
    found: dict[str, object] = {}
    for term in brief.terms:
        if term.slot == "loop":
            found["loop"] = not term.negated
        elif term.slot == "sound":
            found["sound"] = (term.value == "sound") is not term.negated
        elif term.negated:
            continue
        elif term.slot == "look":
            found["look"] = term.value
        elif term.slot == "format":
            found |= _format(term.value)
    return Said(**found)  # type: ignore[arg-type]


def _format(value: str) -> dict[str, object]:
    if value in _RATIOS:
        return {"aspect": value}
    if value in _ASPECT:
        return {"aspect": _ASPECT[value]}
    if value in _RESOLUTION:
        return {"resolution": _RESOLUTION[value]}
    if value.endswith("fps"):
        return {"fps": int(value.removesuffix("fps"))}
    return {"duration_s": float(value.removesuffix("s"))}
