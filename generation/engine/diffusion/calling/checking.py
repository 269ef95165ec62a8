"""What a model can be called with, known before it is touched."""

from __future__ import annotations

from generation.engine.base import EngineError
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.work import Call


def check(model: ConfiguredModel, call: Call) -> None:
    """Raise `EngineError` where the kind's rules forbid the call: pipelines would round it, or fail half-way."""
    for wrong in _wrong(model, call):
        raise EngineError(
            f"{model.name}: {wrong}", permanent=True, public=f"{model.kind.title} can't make that: {wrong}"
        )


def _wrong(model: ConfiguredModel, call: Call) -> list[str]:
    kind, rule, found = model.kind, model.kind.frames, []
    if call.task not in kind.pipelines:
        tasks = ", ".join(kind.pipelines)
        found.append(f"it has no pipeline for {call.task!r}, only for: {tasks}.")
    if not rule.fits(call.frames):
        found.append(
            f"{call.frames} frames do not fit {rule.step}k + {rule.beyond} from {rule.least} to {rule.most}; "
            f"{rule.at_least(call.frames)} would."
        )
    if call.width % kind.side or call.height % kind.side or min(call.width, call.height) < kind.side:
        found.append(f"{call.width} x {call.height} pixels do not divide by {kind.side}.")
    if call.width * call.height > kind.largest_area:
        found.append(f"{call.width} x {call.height} are more than {kind.largest_area:,} pixels.")
    if call.steps < 1 or not call.seeds:
        found.append("it needs at least one step and one seed.")
    return found + _context(model, call)


def _context(model: ConfiguredModel, call: Call) -> list[str]:
    """What is wrong with the frames that the clip begins with."""
    if call.task == "text":
        return ["words alone are asked for, and frames are given."] if call.context is not None else []
    if call.context is None or not len(call.context):
        return ["there are no frames to begin with."]
    found = []
    if call.context.shape[1:] != (call.height, call.width, 3):
        found.append(
            f"the frames to begin with are {call.context.shape[2]} x {call.context.shape[1]} pixels."
        )
    if call.task == "extend":
        count = len(call.context)
        if count != model.kind.context:
            found.append(f"it continues from {model.kind.context} frames, not {count}.")
        elif count >= call.frames:
            found.append(f"{call.frames} frames leave none beyond the {count} that it continues from.")
    return found
