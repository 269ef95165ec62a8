"""Engines by name, loaded only when asked for, so that a web host never imports torch."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from .base import Engine

ENGINES: dict[str, str] = {
    "studio": "generation.engine.studio.engine.StudioEngine",
}


class UnknownEngine(LookupError):
    """No engine of that name is registered."""


@cache
def engine(name: str) -> Engine:
    """The engine of that name, built once per process. Raises `UnknownEngine`."""
    try:
        module, _, cls = ENGINES[name].rpartition(".")
    except KeyError:
        raise UnknownEngine(f"There is no engine {name!r}; choose one of: {', '.join(ENGINES)}.") from None
    built: Engine = getattr(import_module(module), cls)()
    return built
