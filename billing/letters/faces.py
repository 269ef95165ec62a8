"""Which font has a letter. Inter where it can; Noto Sans for every other script."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz as hb

OWN = Path(__file__).parent.parent / "fonts"
#: Noto's scripts, in the order in which they are asked; symbols and emoji last.
SCRIPTS = (
    "Arabic", "Hebrew", "Devanagari", "Thai", "Armenian", "Bengali", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi",
    "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu",
)  # fmt: skip
PICTURES = ("Symbols", "Emoji")
#: The order of faces in Noto Sans CJK's collection: the same character is drawn differently by region.
REGIONS = {"ja": 0, "ko": 1, "zh": 2}
REGULAR, STRONG = 400, 600
INTER = {REGULAR: "Inter_400Regular.ttf", STRONG: "Inter_600SemiBold.ttf"}
#: Joins and selects shapes; belongs to the letter before it and shows nothing of its own.
INVISIBLE = frozenset("\u200c\u200d\u200e\u200f\ufe0e\ufe0f")


@dataclass(frozen=True)
class Face:
    """One font, by a name of our own."""

    name: str
    path: str
    weight: int
    index: int = 0

    @property
    def font(self) -> hb.Font:
        """The font at its weight; it is read once."""
        return _font(self)

    @property
    def unit(self) -> float:
        """What turns the font's units into thousandths of the size."""
        return 1000 / int(self.font.face.upem)

    def has(self, letter: str) -> bool:
        """Whether there is a shape for it."""
        return bool(self.font.get_nominal_glyph(ord(letter)))


def faces(text: str, weight: int = REGULAR) -> list[Face | None]:
    """A face for each letter; None where no font has it.

    Signs that belong to no script (spaces, brackets, digits) stay with the letters before them: a run that is cut
    in two is not joined.
    """
    order = _order(_region(text), weight)
    found: list[Face | None] = []
    current: Face | None = None
    for letter in text:
        if current and _belongs(letter, current):
            found.append(current)
            continue
        current = next((face for face in order if face.has(letter)), None)
        found.append(current)
    return found


def _belongs(letter: str, current: Face) -> bool:
    if letter in INVISIBLE:
        return True
    of_no_script = not letter.isalpha() and current.name not in PICTURES
    return (of_no_script or unicodedata.category(letter)[0] == "M") and current.has(letter)


def missing(text: str) -> bool:
    """Whether a letter of the text is in none of the fonts."""
    return None in faces(text)


def _region(text: str) -> str:
    """Whose shapes a text's Chinese characters get: by the kana or hangul beside them, else mainland China's."""
    for letter in text:
        if "\u3040" <= letter <= "\u30ff":
            return "ja"
        if "\u1100" <= letter <= "\u11ff" or "\u3130" <= letter <= "\u318f" or "\uac00" <= letter <= "\ud7af":
            return "ko"
    return "zh"


@cache
def _order(region: str, weight: int) -> tuple[Face, ...]:
    noto, cjk = Path(str(files("manimgx_fonts"))), Path(str(files("manimgx_fonts_cjk")))
    return (
        Face("Inter", str(OWN / INTER[weight]), weight),
        *(Face(script, str(noto / f"NotoSans{script}[wght].ttf"), weight) for script in SCRIPTS),
        Face(f"CJK-{region}", str(cjk / "NotoSansCJK-VF.otf.ttc"), weight, REGIONS[region]),
        Face("Latin", str(noto / "NotoSans[wght].ttf"), weight),
        Face("Symbols", str(noto / "NotoSansSymbols[wght].ttf"), weight),
        Face("Emoji", str(noto / "NotoEmoji[wght].ttf"), weight),
    )


@cache
def _font(face: Face) -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(face.path), face.index))
    font.set_variations({"wght": float(face.weight)})
    return font
