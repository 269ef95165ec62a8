"""The looks of the marketplace as words for models: looks.toml, by the way in which a family likes to be told."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: How each family is told of a look: plain sentences for those whose makers caption so, a long paragraph of camera and
#: light for LTX, as little as does for Mochi, whose example is one sentence and a few words.
STYLES = {
    "wan": "sentences",
    "skyreels": "sentences",
    "helios": "sentences",
    "ltx": "paragraph",
    "ltx2": "paragraph",
    "cogvideox": "description",
    "hunyuan": "plain",
    "mochi": "short",
}


@dataclass(frozen=True)
class Addition:
    """One sentence that a look adds. `about` are the matters that it speaks of (about.toml)."""

    text: str
    about: tuple[str, ...]


@cache
def _read() -> dict[str, dict[str, tuple[Addition, ...]]]:
    path = Path(__file__).with_name("looks.toml")
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        look: {style: tuple(map(_addition, entries)) for style, entries in styles.items()}
        for look, styles in read.items()
    }


def _addition(entry: dict[str, str | list[str]]) -> Addition:
    about = entry["about"]
    return Addition(str(entry["text"]), (about,) if isinstance(about, str) else tuple(about))


#: Every look that can be asked of a model; the studio's keep their names.
LOOKS: tuple[str, ...] = tuple(_read())


def additions(family: str, look: str) -> tuple[Addition, ...]:
    """What a look adds for a family, the most telling first. An unknown look raises `KeyError`."""
    return _read()[look][STYLES[family]]
