"""How large each rendition is. Nothing is ever made larger than the master."""

from __future__ import annotations

from dataclasses import dataclass

COMP_SHORT, HOVER_SHORT, SPRITE_SHORT, POSTER_SHORT = 540, 240, 90, 720
HOVER_SECONDS = 4.0
#: Cells of the sprite at most, and across.
CELLS, ACROSS = 60, 10


@dataclass(frozen=True)
class Size:
    """Pixels, both even."""

    width: int
    height: int


def fit(width: int, height: int, short: int) -> Size:
    """The picture with its short side no longer than `short`."""
    scale = min(1.0, short / min(width, height))
    return Size(2 * max(1, round(width * scale / 2)), 2 * max(1, round(height * scale / 2)))


@dataclass(frozen=True)
class SpritePlan:
    """A sheet of small frames: one every `every` frames, `across` by `down` cells of a size."""

    every: int
    count: int
    across: int
    down: int
    cell: Size

    @property
    def sheet(self) -> Size:
        """The whole sheet."""
        return Size(self.across * self.cell.width, self.down * self.cell.height)


def sprite_plan(width: int, height: int, fps: int, frame_count: int) -> SpritePlan:
    """About two cells a second, at most `CELLS`."""
    every = max(1, round(fps / 2), -(-frame_count // CELLS))
    count = -(-frame_count // every)
    across = min(count, ACROSS)
    return SpritePlan(every, count, across, -(-count // across), fit(width, height, SPRITE_SHORT))
