"""What says of a made file that a machine made it: re-encoding loses the master's signed note, so each gets its own.

Signing belongs to generation, which stands above this app and registers how it is done when it starts.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from catalog.models import Clip

#: (source, target, clip, title): write a signed copy, or raise.
Sign = Callable[[Path, Path, Clip, str], None]
_registered: list[Sign] = []


def register(sign: Sign) -> None:
    """How files are signed here; the last one registered counts."""
    _registered.append(sign)


def signed(source: Path, clip: Clip, title: str) -> Path:
    """A signed copy beside the file, or the file itself where nothing signs (a site without generation)."""
    if not _registered:
        return source
    target = source.with_name(f"signed-{source.name}")
    _registered[-1](source, target, clip, title)
    return target


def mark_words(clip: Clip) -> str:
    """What the clip is, in two words."""
    algorithmic = clip.source_type == Clip.SourceType.ALGORITHMIC
    return "Computer-generated" if algorithmic else "AI-generated"
