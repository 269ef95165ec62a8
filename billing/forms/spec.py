"""Which forms there are, and what may be asked of each: checked completely before anything is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.models import Clip

SIZES = (2160, 1440, 1080, 720, 540)
SHAPES: dict[str, tuple[int, int]] = {"9:16": (9, 16), "1:1": (1, 1), "4:5": (4, 5), "16:9": (16, 9)}
#: The longest that a picture format may run, in milliseconds: a GIF of a minute would be hundreds of megabytes.
LONGEST_MS = {"gif": 15_000, "webp": 30_000}
LONGEST_LOOP_MS = 10 * 60_000
SHORTEST_CUT_MS = 200
FADE_MS = 500
STILLS = ("png", "jpeg")
KINDS = {
    "mp4": "MP4", "crop": "Crop", "gif": "GIF", "webp": "Animated WebP", "still": "Still", "prores": "ProRes 422 HQ",
    "slide": "Slide (PPTX)", "trim": "Cut", "loop": "Loop", "showreel": "Showreel",
}  # fmt: skip


class NotAForm(ValueError):
    """What was asked for can't be made of this clip; the sentence says why and what can."""


@dataclass(frozen=True)
class Spec:
    """One form with everything that it depends on. `height` is the short side of what comes out, in pixels."""

    kind: str
    clip_id: int
    parameters: tuple[tuple[str, Any], ...]
    height: int

    @property
    def text(self) -> str:
        """The same for the same file."""
        return json.dumps([self.kind, self.clip_id, dict(self.parameters)], sort_keys=True)

    @property
    def values(self) -> dict[str, Any]:
        """The parameters by name."""
        return dict(self.parameters)


def read(clip: Clip, asked: Mapping[str, str], *, licence_number: str = "") -> Spec:
    """What a form's fields ask for. Raises `NotAForm`."""
    kind = asked.get("kind", "")
    if kind not in KINDS or kind == "showreel":
        raise NotAForm("There is no such form. Choose one of those on the page.")
    short = min(clip.width, clip.height)
    parameters: dict[str, Any] = {}
    height = short
    if kind == "mp4":
        height = parameters["height"] = _size(asked, short)
    elif kind == "crop":
        parameters["shape"] = shape = asked.get("shape", "")
        if shape not in SHAPES:
            raise NotAForm(f"There is no shape “{shape[:20]}”. Choose one of: {', '.join(SHAPES)}.")
        width, tall = crop_size(clip.width, clip.height, shape)
        if (width, tall) == (clip.width, clip.height):
            raise NotAForm(f"The clip is {shape} already. Take the MP4.")
        height = min(width, tall)
    elif kind in LONGEST_MS:
        if clip.duration_ms > LONGEST_MS[kind]:
            raise NotAForm(
                f"A {KINDS[kind]} of {clip.duration_ms / 1000:g} s would be too large to use: "
                f"{LONGEST_MS[kind] // 1000} s at most. Cut the clip first, or take the MP4."
            )
        height = min(short, 480)
    elif kind == "still":
        parameters["format"] = asked.get("format", "png")
        if parameters["format"] not in STILLS:
            raise NotAForm("A still is a PNG or a JPEG.")
        parameters["at_ms"] = _moment(asked, "at", clip, 0)
    elif kind == "slide":
        parameters["licence"] = licence_number
        height = min(short, 1080)
    elif kind == "trim":
        start, end = _moment(asked, "start", clip, 0), _moment(asked, "end", clip, clip.duration_ms)
        if end - start < SHORTEST_CUT_MS:
            raise NotAForm("The end has to come at least 0.2 s after the start.")
        parameters |= {"start_ms": start, "end_ms": end}
    elif kind == "loop":
        parameters["times"] = times = _whole(asked, "times", 1, 1, 100)
        if times * clip.duration_ms > LONGEST_LOOP_MS:
            raise NotAForm("A loop runs ten minutes at most: choose fewer rounds.")
        if clip.duration_ms < 4 * FADE_MS:
            raise NotAForm("The clip is too short for a cross-fade.")
    return Spec(kind, clip.pk, tuple(sorted(parameters.items())), height)


def sizes_of(clip: Clip) -> list[int]:
    """The MP4 sizes that a clip has, the largest first; never above its master."""
    return [size for size in SIZES if size < min(clip.width, clip.height)]


def crop_size(width: int, height: int, shape: str) -> tuple[int, int]:
    """The largest crop of a shape, both sides even."""
    across, down = SHAPES[shape]
    if width * down >= height * across:
        return height * across // down // 2 * 2, height // 2 * 2
    return width // 2 * 2, width * down // across // 2 * 2


def _size(asked: Mapping[str, str], short: int) -> int:
    height = _whole(asked, "height", short, 1, 100_000)
    if height > short:
        raise NotAForm(f"The master has {short} lines; a larger file would only be softer.")
    if height not in SIZES and height != short:
        raise NotAForm(f"Choose one of the sizes {', '.join(str(size) for size in SIZES if size <= short)}.")
    return height


def _whole(asked: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    typed = asked.get(name, "")
    if not typed:
        return default
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10 and least <= int(typed) <= most):
        raise NotAForm(f"{name} has to be a whole number from {least} to {most}.")
    return int(typed)


def _moment(asked: Mapping[str, str], name: str, clip: Clip, default: int) -> int:
    """A time typed in seconds, as milliseconds on the clip's own frames."""
    typed = asked.get(name, "").strip().replace(",", ".")
    if not typed:
        return default
    try:
        seconds = float(typed)
    except ValueError:
        raise NotAForm(f"{name} has to be a time in seconds, such as 2.5.") from None
    if not 0 <= seconds * 1000 <= clip.duration_ms:  # NaN is refused by this, too
        raise NotAForm(f"{name} has to be within the clip: 0 to {clip.duration_ms / 1000:g} s.")
    frame = round(seconds * clip.fps)
    return round(frame * 1000 / clip.fps)
