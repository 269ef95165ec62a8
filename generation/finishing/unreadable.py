"""Every sentence that somebody may read about a file that can't be looked at."""

from __future__ import annotations

NEITHER = (
    "This file is neither a video nor a picture that we can read. "
    "MP4, MOV, WebM, AVI, GIF, JPEG, PNG, WebP and AVIF work."
)
EMPTY = "This file is empty. Send it again."
TOO_LARGE_PICTURE = "This picture has more pixels than we look at (8192 x 4608). Send a smaller copy."
TOO_LARGE_VIDEO = "This video has more pixels than we look at (8192 x 4608). Send a smaller copy."
DAMAGED_PICTURE = "This picture is damaged: it can't be read. Send another copy."
DAMAGED_VIDEO = "This video is damaged: it can't be read. Send another copy."
ONLY_SOUND = "There is no picture in this file, only sound."
NO_FRAME = "There is no frame in this video that we can read."
TOO_MUCH = "This file takes more memory than we give to one file. Send a smaller copy, or one frame of it."
TOO_LONG = "Reading this file took too long, so we stopped. Send a short part of it, or one frame."
BROKE_DOWN = "The program that reads files stopped at this one. Send another copy, or one frame of it."
#: The sandbox may say these and no others.
SENTENCES = frozenset(
    (NEITHER, EMPTY, TOO_LARGE_PICTURE, TOO_LARGE_VIDEO, DAMAGED_PICTURE, DAMAGED_VIDEO, ONLY_SOUND, NO_FRAME, TOO_MUCH)
)  # fmt: skip
