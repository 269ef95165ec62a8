"""How a clip was made, as plain JSON values: kept with the take and shown to whoever asks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .checkpoint import Saved
from .order import Order
from .seams import Seam

#: Facts that every call has its own of.
OF_A_CALL = ("seconds", "seeds", "pipeline", "predicted_gib")


def planned(order: Order) -> dict[str, Any]:
    """What is known before the first step."""
    model, shape, wording = order.model, order.shape, order.wording
    return {
        "model": model.name,
        "kind": model.kind.name,
        "preset": model.preset.name,
        "steps": shape.steps,
        "guidance": model.preset.guidance,
        "native": {
            "width": shape.width,
            "height": shape.height,
            "rate": model.kind.rate,
            "played_at": round(float(shape.rate), 3),
            "frames": shape.frames,
        },
        "continuation": model.kind.continuation if len(order.segments) > 1 else "",
        "wording": {
            "prompt": wording.prompt,
            "negative": wording.negative,
            "added": list(wording.added),
            "cut": wording.cut,
        },
    }


def made(order: Order, saved: list[Saved], resumed: set[int], seams: list[Seam]) -> dict[str, Any]:
    """What is known at the end. How the first segment was run (device, precision, offload) holds for the clip; where
    another was run otherwise, after a fallback or on another machine, that stands beside it. `seconds` are of all.
    """
    facts = saved[0].manifest.facts
    seconds: Counter[str] = Counter()
    segments = []
    for segment, one in zip(order.segments, saved, strict=True):
        seconds.update(one.manifest.facts.get("seconds", {}))
        told: dict[str, Any] = {
            "task": segment.task,
            "frames": segment.frames,
            "given": segment.given,
            "kept": segment.keep,
            "seed": segment.seed,
            "from_checkpoint": segment.index in resumed,
        }
        otherwise = {
            name: value
            for name, value in one.manifest.facts.items()
            if name not in OF_A_CALL and value != facts.get(name)
        }
        if otherwise:
            told["run"] = otherwise
        segments.append(told)
    for_all = {name: value for name, value in facts.items() if name not in OF_A_CALL}
    spent = {phase: round(time, 3) for phase, time in seconds.items()}
    return {**for_all, "seconds": spent, "segments": segments, "seams": [seam.as_json() for seam in seams]}
