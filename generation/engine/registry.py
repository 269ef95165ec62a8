"""Engines by name, loaded only when asked for, so that a web host never imports torch.

The studio engine is always there; a text-to-video model is an engine by the name that the operator gave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from .base import Engine
from .diffusion.configured import ConfiguredModel
from .diffusion.engine import DiffusionEngine
from .studio.engine import StudioEngine

STUDIO = "studio"
_models: dict[str, ConfiguredModel] = {}


class UnknownEngine(LookupError):
    """No engine of that name is registered."""


def configure(models: Iterable[ConfiguredModel]) -> None:
    """Offer these models beside the studio engine, in this order; those of before are forgotten."""
    _models.clear()
    _models.update((model.name, model) for model in models)
    engine.cache_clear()


def models() -> tuple[ConfiguredModel, ...]:
    """The configured models, in the operator's order."""
    return tuple(_models.values())


def names() -> tuple[str, ...]:
    """Every engine that can be asked for: the models first, then the studio engine."""
    return (*_models, STUDIO)


@cache
def engine(name: str) -> Engine:
    """The engine of that name, built once per process. Raises `UnknownEngine`."""
    if name == STUDIO:
        return StudioEngine()
    if name not in _models:
        raise UnknownEngine(f"There is no engine {name!r}; choose one of: {', '.join(names())}.")
    return DiffusionEngine(_models[name])
