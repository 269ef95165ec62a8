"""The sprite's times as WebVTT: which cell of the sheet shows which moment."""

from __future__ import annotations

from .sizes import SpritePlan


def sprite_times(plan: SpritePlan, fps: int, frame_count: int, sheet: str) -> str:
    """One cue a cell, a fragment of the sheet's address (`sprite.jpg#xywh=...`) relative to the VTT's own."""
    lines = ["WEBVTT", ""]
    for cell in range(plan.count):
        start = 1000 * cell * plan.every // fps
        end = 1000 * min((cell + 1) * plan.every, frame_count) // fps
        x, y = cell % plan.across * plan.cell.width, cell // plan.across * plan.cell.height
        place = f"{sheet}#xywh={x},{y},{plan.cell.width},{plan.cell.height}"
        lines += [f"{_clock(start)} --> {_clock(end)}", place, ""]
    return "\n".join(lines)


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
