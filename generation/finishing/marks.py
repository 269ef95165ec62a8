"""The visible mark: what the clip is, in the bottom corner of every rendition; and the comp's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .sizes import Size

FONT = Path(__file__).with_name("fonts") / "Inter_600SemiBold.ttf"
WORDS = {"trainedAlgorithmicMedia": "AI-generated", "algorithmicMedia": "Computer-generated"}
#: Text height by the picture's short side, in pixels: readable at 360p, discreet at 2160p.
SHARE, LEAST = 0.021, 11
#: Opacity of 255: the words, and what they lie on, so that they read on snow as on a night sky.
WORDS_OPACITY, BACK_OPACITY = 230, 158
COMP = "oddreel · preview"
#: Text height of the comp's pattern, and the opacity of its words and of their shadow.
COMP_SHARE, COMP_OPACITY, COMP_SHADOW = 0.034, 78, 64


@dataclass(frozen=True)
class Mark:
    """A transparent picture and where its top left corner goes: even pixels, for colour comes in pairs of them."""

    picture: Image.Image
    left: int
    top: int

    def laid_on(self, picture: Image.Image) -> Image.Image:
        """A copy of an RGB picture of the size that the mark is for, with the mark on it."""
        marked = picture.copy()
        marked.paste(self.picture, (self.left, self.top), mask=self.picture.getchannel("A"))
        return marked


def mark_words(source_type: str) -> str:
    """What the mark says. Raises ValueError for a source type that nobody marks."""
    if source_type not in WORDS:
        raise ValueError(f"There is no mark for {source_type!r}; known are {', '.join(WORDS)}.")
    return WORDS[source_type]


def corner_mark(words: str, size: Size) -> Mark:
    """The words at the bottom right of a picture of this size."""
    text = max(LEAST, round(SHARE * min(size.width, size.height)))
    font = ImageFont.truetype(FONT, text)
    left, top, right, bottom = font.getbbox(words)
    pad_x, pad_y, margin = round(text * 0.5), round(text * 0.34), round(text * 0.9)
    width, height = round(right - left) + 2 * pad_x, round(bottom - top) + 2 * pad_y
    picture = Image.new("RGBA", (width, height), (12, 12, 15, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle(
        (0, 0, width - 1, height - 1), radius=round(text * 0.3), fill=(12, 12, 15, BACK_OPACITY)
    )
    letters = Image.new("L", (width, height), 0)
    ImageDraw.Draw(letters).text((pad_x - left, pad_y - top), words, font=font, fill=WORDS_OPACITY)
    white = Image.new("RGBA", (width, height), (255, 255, 255, 255))
    white.putalpha(letters)
    picture.alpha_composite(white)
    return Mark(picture, max(0, size.width - margin - width) & ~1, max(0, size.height - margin - height) & ~1)


def comp_mark(words: str, size: Size) -> Mark:
    """The words, and over the whole picture the sign of a comp: plain to see, thin enough to judge a clip."""
    text = max(12, round(COMP_SHARE * min(size.width, size.height)))
    font = ImageFont.truetype(FONT, text)
    wide = round(font.getlength(COMP))
    side = round((size.width**2 + size.height**2) ** 0.5) + 2 * wide
    pattern = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    draw = ImageDraw.Draw(pattern)
    for row, y in enumerate(range(0, side, text * 6)):
        for x in range(-(row % 2) * (wide + text * 3) // 2, side, wide + text * 3):
            draw.text((x + 1, y + 1), COMP, font=font, fill=(0, 0, 0, COMP_SHADOW))
            draw.text((x, y), COMP, font=font, fill=(255, 255, 255, COMP_OPACITY))
    turned = pattern.rotate(18, resample=Image.Resampling.BICUBIC)
    left, top = (side - size.width) // 2, (side - size.height) // 2
    layer = turned.crop((left, top, left + size.width, top + size.height))
    corner = corner_mark(words, size)
    layer.paste(
        (0, 0, 0, 0),
        (corner.left, corner.top, corner.left + corner.picture.width, corner.top + corner.picture.height),
    )
    layer.alpha_composite(corner.picture, (corner.left, corner.top))
    return Mark(layer, 0, 0)
