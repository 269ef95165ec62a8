"""Where the hints of an engine's jobs go."""

from __future__ import annotations

from generation.engine.registry import UnknownEngine, engine


def queue_of(engine_name: str) -> str | None:
    """The queue of an engine; None for one that is not offered here (any more)."""
    try:
        return engine(engine_name).queue
    except UnknownEngine:
        return None
