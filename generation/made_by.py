"""What the engines are called, told to the catalogue."""

from __future__ import annotations

from catalog import makers

from .engine.registry import UnknownEngine, engine


def title(name: str) -> str:
    """The engine's name for people; "" where it is configured no more."""
    try:
        return engine(name).title
    except UnknownEngine:
        return ""


makers.register(title)
