"""Whether a model gave a picture that anybody could use, by the quality report of the whole take."""

from __future__ import annotations

from generation.engine.base import BadPicture
from generation.finishing.model import QualityReport
from generation.finishing.quality.measures import STILL

#: So many of the frames at least are black where the whole take counts as black: a fade may begin or end in black.
BLACK_SHARE = 0.95
#: The same for frames that repeat the one before while others move: it froze at the start and jerked once.
FROZEN_SHARE = 0.8


def check_picture(quality: QualityReport, frame_count: int) -> None:
    """Raise `BadPicture` for a take that is black nearly throughout, or in which nothing changes from the start on.

    Frames of a model that works are never equal to the last digit, not even those of a still life.
    """
    numbers = quality.numbers
    black = numbers.get("black_frames", 0.0)
    if black >= BLACK_SHARE * frame_count:
        raise BadPicture(f"{black:.0f} of {frame_count} frames are black")
    frozen = numbers.get("frozen_frames", 0.0)
    if frozen >= FROZEN_SHARE * frame_count:
        raise BadPicture(f"{frozen:.0f} of {frame_count} frames are frozen")
    if frame_count > 1 and numbers.get("change", STILL) < STILL:
        raise BadPicture(f"nothing changes in {frame_count} frames")
