"""A process that renders with the studio engine says that it is there."""

from __future__ import annotations

import threading

from generation.engine.studio.stage import NoStage, Stage

from .presence import Presence
from .served import studio

_presence: Presence | None = None


def start() -> None:
    """Say so from now on."""
    global _presence
    _presence = Presence(_device(), studio)
    _presence.start()


def stop() -> None:
    """Say so no more. Nothing happens in a process that never did."""
    if _presence is not None:
        _presence.stop()


def _device() -> str:
    """What renders will name as their device, so that their times are found again; "" where there is none."""
    found: list[str] = []

    def look() -> None:
        try:
            made = Stage()
        except NoStage:
            return
        found.append(made.renderer)
        made.ctx.release()

    thread = threading.Thread(target=look, name="device")  # a context of GL belongs to its thread
    thread.start()
    thread.join()
    return found[0] if found else ""
