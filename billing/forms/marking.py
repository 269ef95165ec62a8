"""What says of a made file that a machine made it: re-encoding loses the master's signed note, so each gets its own.

Signing belongs to generation, which stands above this app and registers how it is done when it starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalog.models import Clip


@dataclass(frozen=True)
class Made:
    """How a form came about: what was done (C2PA's names), to which clips' masters (the local files)."""

    title: str
    actions: tuple[str, ...]
    masters: tuple[tuple[Clip, Path], ...]


#: (source, target, how it was made): write a signed copy, or raise. The source is ours to change.
Sign = Callable[[Path, Path, Made], None]
_registered: list[Sign] = []


def register(sign: Sign) -> None:
    """How files are signed here; the last one registered counts."""
    _registered.append(sign)


def signed(source: Path, made: Made) -> Path:
    """A signed copy beside the file, or the file itself where nothing signs (a site without generation)."""
    if not _registered:
        return source
    target = source.with_name(f"signed-{source.name}")
    _registered[-1](source, target, made)
    return target


def mark_words(*clips: Clip) -> str:
    """What a form of these clips is, in two words."""
    algorithmic = all(clip.source_type == Clip.SourceType.ALGORITHMIC for clip in clips)
    return "Computer-generated" if algorithmic else "AI-generated"
