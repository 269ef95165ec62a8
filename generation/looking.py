"""Looking at a stranger's file, as the site does it: in the sandbox, within this site's limits, a few at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from PIL import Image

from generation.jobs.signing import signer
from generation.sandbox.look import Seen, look
from generation.sandbox.question import Limits, Question
from generation.sandbox.turns import Busy, turn
from generation.sandbox.walls import Walls

__all__ = ["AGAIN_SECONDS", "BUSY", "Busy", "a_turn", "look_at", "sandbox_walls"]
#: How long somebody waits for a turn, and when to try again where none came free.
PATIENCE_SECONDS, AGAIN_SECONDS = 5.0, 10
BUSY = "Many files are being looked at just now. Nothing of yours was kept. Try again in ten seconds."


@contextmanager
def a_turn() -> Iterator[None]:
    """One of this site's turns at looking at a file, for all that takes a processor. Raises `Busy`."""
    with turn(Path(settings.DATA_DIR) / "turns", settings.VERIFY_AT_ONCE, PATIENCE_SECONDS):
        yield


def look_at(file: BinaryIO, *, pictures: bool = True) -> Seen:
    """What the sandbox sees in an open file, inside `a_turn`. Raises `UnreadableMedia`."""
    limits = Limits(settings.VERIFY_MEMORY, settings.VERIFY_SECONDS)
    return look(file.fileno(), Question(signer().root.decode(), pictures), limits)


def sandbox_walls() -> Walls:
    """Which walls hold on this machine, tried with a picture. Raises `UnreadableMedia` and `Busy`."""
    with a_turn(), tempfile.TemporaryFile(dir=settings.WORK_DIR) as file:
        Image.new("RGB", (8, 8)).save(file, "PNG")
        file.flush()
        return look_at(cast(BinaryIO, file)).walls
