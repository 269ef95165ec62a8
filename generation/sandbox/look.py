"""The site's side: a process for each file, ended whatever happens, its answers checked before they are used."""

from __future__ import annotations

import logging
import os
import selectors
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from generation.finishing.errors import UnreadableMedia
from generation.finishing.frame import Frame
from generation.finishing.invisible.averages import Averages, Plane
from generation.finishing.statement import Statement
from generation.finishing.unreadable import BROKE_DOWN, NO_FRAME, TOO_LONG

from . import messages
from .messages import Garbled
from .question import Limits, Question, write
from .walls import Walls

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
#: `-I` keeps out the environment and the working folder; the product's own folder is added by hand.
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from generation.sandbox.child import main; main(sys.argv[1])"
#: One thread: threads would be processes to the kernel's limit, and the walls allow none.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8", "PATH": ""}


@dataclass
class Seen:
    """What the sandbox saw. `pictures` are (milliseconds, RGB of at most `messages.SIDE` pixels a side).

    `averages` are what the invisible mark is read from; both are empty where no pictures were asked for.
    """

    walls: Walls
    note: Statement
    pictures: list[tuple[int, Frame]] = field(default_factory=list)
    averages: Averages = field(default_factory=Averages)


class _Ended(Exception):
    """The process ended before its time, or its time ran out."""


def look(file: int, question: Question, limits: Limits) -> Seen:
    """Look at an open file through the sandbox; `file` is a descriptor, read from its beginning.

    Takes at most `limits.seconds` and a moment. Raises `UnreadableMedia` with a sentence for the person, also for
    a decoder that hangs, dies or says what it must not say.
    """
    until = time.monotonic() + limits.seconds
    with _process(file, question, limits) as process:
        assert process.stdout is not None  # noqa: S101 (a pipe, as asked for)
        answers = _answers(process.stdout.fileno(), until)
        try:
            return _listen(answers, question)
        except Garbled as error:
            log.error("the sandbox said what it must not say: %s", error)
            raise UnreadableMedia(BROKE_DOWN) from error
        except _Ended as error:
            code = _how_it_ended(process, until)
            log.warning("the sandbox ended early (%s)", "time ran out" if code is None else code)
            late = code is None or code == -signal.SIGXCPU
            raise UnreadableMedia(TOO_LONG if late else BROKE_DOWN) from error


def _how_it_ended(process: subprocess.Popen[bytes], until: float) -> int | None:
    """Its exit code, 0 where it closed its pipe and stayed, None where its time ran out."""
    left = until - time.monotonic()
    try:
        return process.wait(min(left, 1.0)) if left > 0 else None
    except subprocess.TimeoutExpired:
        return 0


@contextmanager
def _process(file: int, question: Question, limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    """The process, gone when the block ends. It gets a handle of its own on the file, for reading alone."""
    if not stat.S_ISREG(os.fstat(file).st_mode):
        raise UnreadableMedia(BROKE_DOWN)
    try:
        mine = os.open(f"/proc/self/fd/{file}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableMedia(BROKE_DOWN) from error
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", START, str(ROOT), write(question, limits, os.getpid())],
            stdin=mine, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT, cwd="/",
            start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(mine)
    with process:
        try:
            yield process
        finally:
            process.kill()


def _answers(pipe: int, until: float) -> Iterator[tuple[bytes, bytes]]:
    """Messages as they come. Raises `_Ended` and `Garbled`."""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)

        def read(length: int) -> bytes:
            parts = []
            while length:
                left = until - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise _Ended
                part = os.read(pipe, min(length, 1 << 20))
                if not part:
                    raise _Ended
                parts.append(part)
                length -= len(part)
            return b"".join(parts)

        while True:
            yield messages.receive(read)


def _listen(answers: Iterator[tuple[bytes, bytes]], question: Question) -> Seen:
    walls = messages.read_walls(_content(next(answers), messages.WALLS))
    seen = Seen(walls, messages.read_note(_content(next(answers), messages.NOTE)))
    if not question.pictures:
        _content(next(answers), messages.END)
        return seen
    planes: list[tuple[int, Plane]] = []
    for answer in answers:
        if answer[0] == messages.END:
            break
        if answer[0] == messages.AVERAGE and seen.pictures:
            planes.append(messages.read_average(answer[1]))
        else:
            seen.pictures.append(messages.read_picture(_content(answer, messages.PICTURE)))
        if len(seen.pictures) > messages.MOST or len(planes) > messages.MOST_AVERAGES:
            raise Garbled("more than was asked for")
    if not seen.pictures:
        raise UnreadableMedia(NO_FRAME)
    if len({plane.shape for _, plane in planes}) != 1 or len(planes) < 2:
        raise Garbled("averages that don't belong together")
    (_, most), *parts = planes
    seen.averages = Averages.of(most, parts)
    return seen


def _content(answer: tuple[bytes, bytes], wanted: bytes) -> bytes:
    """The content of a message that has to be of one kind. Raises `Garbled`, `UnreadableMedia`."""
    kind, data = answer
    if kind == messages.UNREADABLE:
        raise UnreadableMedia(messages.read_sentence(data))
    if kind != wanted:
        raise Garbled(f"{kind!r} instead of {wanted!r}")
    return data
