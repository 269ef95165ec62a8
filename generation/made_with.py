"""How a model made a take, in plain words, from what was kept with it (`Take.made_with`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generation.engine.base import Wording
from generation.engine.diffusion.families import KINDS
from generation.models import Take

#: How a clip that is longer than one call goes on, by the kind's name for it.
GOES_ON = {
    "chunks": "made in one go, chunk by chunk",
    "forcing": "each part grows out of the one before",
    "extension": "each part begins with the last frames of the one before",
    "last frame": "each part begins with the last frame of the one before",
}
PRECISIONS = {
    "bfloat16": "16 bit (bf16)",
    "float16": "16 bit (fp16)",
    "float32": "32 bit",
    "float8": "8 bit (fp8)",
}


@dataclass(frozen=True)
class Fact:
    """One line: what it is about, and what is so."""

    name: str
    words: str


@dataclass(frozen=True)
class Told:
    """Everything that is known of a take's making; empty where no model made it."""

    facts: tuple[Fact, ...] = ()
    wording: Wording | None = None


def told(take: Take | None) -> Told:
    """In words. Whatever a worker did not write down is left out."""
    if not take or not take.made_with:
        return Told()
    return Told(tuple(_facts(take, take.made_with)), wording_of(take.made_with))


def wording_of(made: Mapping[str, Any]) -> Wording | None:
    """What the model was told."""
    said = made.get("wording")
    if not said:
        return None
    return Wording(
        said["prompt"], said.get("negative", ""), tuple(said.get("added", ())), said.get("cut", "")
    )


def _facts(take: Take, made: Mapping[str, Any]) -> Iterator[Fact]:
    kind = KINDS.get(made.get("kind", ""))
    name = kind.title if kind else made.get("model")
    if name:
        preset = f", preset “{made['preset']}”" if made.get("preset") else ""
        yield Fact("Model", f"{name}{preset}")
    if made.get("steps"):
        guidance = f", guidance {made['guidance']:g}" if made.get("guidance", 1) != 1 else ""
        yield Fact("Steps", f"{made['steps']}{guidance}")
    if made.get("native"):
        yield Fact("Made at", _native(take, made["native"]))
    segments = made.get("segments") or []
    if len(segments) > 1:
        goes_on = GOES_ON.get(made.get("continuation", ""), "")
        yield Fact("Parts", f"{len(segments)}" + (f", {goes_on}" if goes_on else ""))
    seed = f"{take.seed:,}"
    yield Fact("Seed", f"{seed}, drawn anew: the first gave no usable picture" if take.reseeded else seed)
    yield from _device(made)


def _native(take: Take, native: Mapping[str, Any]) -> str:
    width, height = native["width"], native["height"]
    words = f"{width} × {height}"
    if native.get("rate"):
        words += f", {native['rate']:g} frames a second"
    clip = take.clip
    if clip is None:
        return words
    times = max(clip.width / width, clip.height / height)
    change = f"enlarged {times:.2g} times" if times > 1.005 else "made smaller" if times < 0.995 else ""
    return f"{words}; then {change} to {clip.width} × {clip.height}" if change else words


def _device(made: Mapping[str, Any]) -> Iterator[Fact]:
    if made.get("precision"):
        precision = str(made["precision"])
        yield Fact("Precision", PRECISIONS.get(precision, precision))
    if made.get("device"):
        yield Fact("Device", str(made["device"]))
    if made.get("offload") and made["offload"] != "none":
        yield Fact("Memory", f"parts of the model waited outside the device ({made['offload']})")
    if made.get("fallback"):
        yield Fact("Second try", "the device's memory ran out once; this is the next cheaper way")
