"""Texts to paste, by language and by how the footage was made."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalog.models import Clip

FILE = Path(__file__).with_name("words.toml")
PLATFORMS = {"youtube": "YouTube", "meta": "Facebook and Instagram", "tiktok": "TikTok"}


@dataclass(frozen=True)
class Words:
    """What to say of a clip in one language. `platforms` say what to do there, by the platform's name."""

    language: str
    label: str
    caption: str
    description: str
    platforms: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "label": self.label,
            "caption": self.caption,
            "description": self.description,
            "platforms": dict(self.platforms),
        }


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text())


def languages() -> tuple[tuple[str, str], ...]:
    """Codes and names."""
    return tuple((code, said["language"]) for code, said in _file().items())


def words(source_type: str, title: str, language: str) -> Words:
    """The texts for a clip of an IPTC source type; in English where the language is not known."""
    said = _file().get(language) or _file()["en"]
    kind = "algorithmic" if source_type == Clip.SourceType.ALGORITHMIC else "trained"
    chosen = said[kind]
    return Words(
        language=said["language"],
        label=chosen["label"],
        caption=chosen["caption"],
        description=chosen["description"].replace("{title}", title),
        platforms=tuple((name, chosen[key]) for key, name in PLATFORMS.items()),
    )
