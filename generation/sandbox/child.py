"""The sandboxed process: one file at its standard input, what it saw at its standard output, nothing else.

Started by `look.py` with an empty environment. Everything that it needs is imported before the walls go up; after
that no file can be opened.
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from generation.finishing.dropped import compared_after, pictures, prepare
from generation.finishing.errors import UnreadableMedia
from generation.finishing.formats import media_type
from generation.finishing.invisible.averages import Averages
from generation.finishing.note import read
from generation.finishing.unreadable import TOO_MUCH

from . import messages
from .question import Limits, Question
from .question import read as read_question
from .walls import build

#: The share of the wall time after which a long video has been looked at enough.
PATIENCE = 0.5


def main(argument: str) -> None:
    """Shut in, look, answer."""
    question, limits, parent = read_question(argument)
    prepare()
    walls = build(limits, parent)
    _say(messages.facts(messages.WALLS, walls.as_json()))
    with os.fdopen(0, "rb") as file:
        try:
            _look(file, question, limits)
        except UnreadableMedia as error:
            _say(messages.facts(messages.UNREADABLE, str(error)))
        except MemoryError:
            _say(messages.facts(messages.UNREADABLE, TOO_MUCH))


def _look(file: BinaryIO, question: Question, limits: Limits) -> None:
    form = media_type(file)
    _say(messages.facts(messages.NOTE, read(file, form, question.root).as_json()))
    if question.pictures:
        _show(file, form, PATIENCE * limits.seconds)
    _say(messages.facts(messages.END, None))


def _show(file: BinaryIO, form: str | None, seconds: float) -> None:
    """Some pictures a second, and averages of all, from which the site reads the invisible mark with its key."""
    averages, due_ms, given = Averages(), 0, 0
    for at_ms, frame in pictures(file, form, side=messages.SIDE, seconds=seconds):
        averages.add(at_ms, frame)
        if at_ms >= due_ms and given < messages.MOST:
            _say(messages.picture(at_ms, frame))
            due_ms, given = compared_after(at_ms), given + 1
    if averages.most is not None:
        _say(messages.average(1, averages.most))
    for frames, mean in averages.parts():
        _say(messages.average(frames, mean))


def _say(message: bytes) -> None:
    left = memoryview(message)
    while left:
        left = left[os.write(1, left) :]


if __name__ == "__main__":
    main(sys.argv[1])
