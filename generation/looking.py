"""Looking at a stranger's file, as the site does it: in the sandbox, within this site's limits, a few at a time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from PIL import Image

from generation.jobs.signing import signer
from generation.sandbox.look import Seen, look
from generation.sandbox.question import Limits, Question
from generation.sandbox.turns import Busy, turn
from generation.sandbox.walls import Walls

__all__ = ["AGAIN_SECONDS", "BUSY", "Busy", "look_at", "sandbox_walls"]
#: How long somebody waits for a turn, and when to try again where none came free.
PATIENCE_SECONDS, AGAIN_SECONDS = 5.0, 10
BUSY = "Many files are being looked at just now. Nothing of yours was kept. Try again in ten seconds."


def look_at(file: BinaryIO, *, pictures: bool = True) -> Seen:
    """What the sandbox sees in an open file. Raises `UnreadableMedia`, and `Busy` where many are looked at."""
    limits = Limits(settings.VERIFY_MEMORY, settings.VERIFY_SECONDS)
    with turn(Path(settings.DATA_DIR) / "turns", settings.VERIFY_AT_ONCE, PATIENCE_SECONDS):
        return look(file.fileno(), Question(signer().root.decode(), pictures), limits)


def sandbox_walls() -> Walls:
    """Which walls hold on this machine, tried with a picture. Raises as `look_at` does."""
    with tempfile.TemporaryFile(dir=settings.WORK_DIR) as file:
        Image.new("RGB", (8, 8)).save(file, "PNG")
        file.flush()
        return look_at(cast(BinaryIO, file)).walls
