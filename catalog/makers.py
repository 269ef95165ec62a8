"""What engines are called by people. The engines belong to generation, which stands above and registers their names."""

from __future__ import annotations

from collections.abc import Callable

#: An engine's name for people, by its short one; "" where it is not known any more.
Title = Callable[[str], str]
_registered: list[Title] = []


def register(title: Title) -> None:
    """Where names come from; the last one registered counts."""
    _registered.append(title)


def maker(engine: str) -> str:
    """Who made a clip, in words: "Studio", "Wan 2.1 1.3B"; of an engine that is gone, its short name."""
    found = _registered[-1](engine) if _registered else ""
    return found or engine.replace("-", " ").capitalize()
