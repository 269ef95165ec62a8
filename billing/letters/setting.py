"""Text as shapes in their places: broken into lines, put in order, shaped by HarfBuzz."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

import uharfbuzz as hb

from .bidi import base_level, levels, visual
from .faces import INVISIBLE, REGULAR, Face, faces

#: A bracket in a run from the right is drawn as its counterpart, and named by what is drawn.
MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
#: Where a line may break: after white space, and between any two East Asian letters.
PIECES = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af]+\s*|\s+"
)


@dataclass(frozen=True)
class Cluster:
    """Letters that are shaped as one, as glyphs and their places: the smallest thing that can be selected.

    `glyphs` are (glyph, x, y), `advance` how far the next cluster stands; in thousandths of the size.
    """

    face: Face
    text: str
    glyphs: tuple[tuple[int, float, float], ...]
    advance: float


@dataclass(frozen=True)
class Line:
    """Clusters from left to right, and the text that they show in the order in which it is read."""

    text: str
    clusters: tuple[Cluster, ...]

    @property
    def width(self) -> float:
        """In thousandths of the size."""
        return sum(cluster.advance for cluster in self.clusters)


def plain(text: str) -> bool:
    """Whether Inter alone sets it as it stands, letter by letter: Latin, Greek, Cyrillic."""
    return all(
        face is not None and face.name == "Inter" and not unicodedata.combining(letter)
        for face, letter in zip(faces(text), text, strict=True)
    )


def set_lines(text: str, width: float, weight: int = REGULAR) -> list[Line]:
    """The text in lines no wider than `width` thousandths of the size. Every letter must have a font: `missing`."""
    text = tidy(text)
    base = base_level(text)
    lines: list[Line] = []
    rest = text
    while rest:
        taken = _fitting(rest, width, base, weight)
        lines.append(_line(rest[:taken].rstrip(), base, weight))
        rest = rest[taken:].lstrip()
    return lines


def tidy(text: str) -> str:
    """Composed, in single spaces, without control characters."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(
        c for c in text if c in INVISIBLE or unicodedata.category(c) not in ("Cc", "Cf", "Cn", "Co", "Cs")
    )


def _fitting(text: str, width: float, base: int, weight: int) -> int:
    """How many letters fit on a line: whole pieces, or as much of the first as there is room for."""
    end = 0
    for piece in PIECES.finditer(text):
        if _line(text[: piece.end()].rstrip(), base, weight).width > width:
            break
        end = piece.end()
    if end:
        return end
    starts = [at for at, letter in enumerate(text) if at and _may_begin(letter, text[at - 1])] + [len(text)]
    fitting = [at for at in starts if _line(text[:at], base, weight).width <= width]
    return fitting[-1] if fitting else starts[0]


def _may_begin(letter: str, before: str) -> bool:
    return letter not in INVISIBLE and before != "\u200d" and unicodedata.category(letter)[0] != "M"


def _line(text: str, base: int, weight: int) -> Line:
    found = faces(text, weight)
    level = levels(text, base)
    runs: list[tuple[int, str, Face]] = []
    for (_, face), group in groupby(range(len(text)), key=lambda at: (level[at], found[at])):
        places = list(group)
        assert face is not None  # noqa: S101 (the caller has looked)
        runs.append((level[places[0]], text[places[0] : places[-1] + 1], face))
    order = visual([one for one, _, _ in runs])
    clusters = tuple(c for at in order for c in _shape(*runs[at]))
    return Line(text, clusters)


def _shape(level: int, text: str, face: Face) -> Iterator[Cluster]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level % 2 else "ltr"
    hb.shape(face.font, buffer)
    pairs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    starts = [*sorted({info.cluster for info, _ in pairs}), len(text)]
    ends = dict(pairwise(starts))
    for start, group in groupby(pairs, key=lambda pair: pair[0].cluster):
        glyphs, pen = [], 0
        for info, place in group:
            x, y = (pen + place.x_offset) * face.unit, place.y_offset * face.unit
            glyphs.append((info.codepoint, round(x, 2), round(y, 2)))
            pen += place.x_advance
        letters = text[start : ends[start]]
        shown = letters.translate(MIRRORED) if level % 2 else letters
        yield Cluster(face, shown, tuple(glyphs), round(pen * face.unit, 2))
