"""Whatever goes wrong: one clear error, no file, no process and no open iterator left behind."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from generation.finishing import encoder
from generation.finishing.errors import BrokenFrames, BrokenSound, DiskFull, EncoderDied, Stopped
from generation.finishing.frame import Frame

from .finishing import ORIGIN, Finishing, Tone, file_of, tone
from .footage import HEIGHT, WIDTH, grain, pan


def encoders() -> list[psutil.Process]:
    """The ffmpeg processes that this one started, zombies too."""
    return [child for child in psutil.Process().children() if "ffmpeg" in child.name()]


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path: Path) -> Iterator[None]:
    """Around every test here: no process, thread or open file more than before."""
    threads, files = threading.active_count(), psutil.Process().num_fds()
    yield
    assert encoders() == []
    assert threading.active_count() == threads
    assert psutil.Process().num_fds() == files


def is_empty(folder: Path) -> bool:
    return list(folder.iterdir()) == []


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The kernel refuses larger files, as a full disk does: to this process and to those it starts."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def noise(frames: int) -> Iterator[Frame]:
    """Nothing compresses it."""
    rng = np.random.default_rng(7)
    for _ in range(frames):
        yield rng.integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)


class Closeable:
    """An iterator that is no generator, as engines may give."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self.frames, self.closed = frames, False

    def __iter__(self) -> Iterator[Frame]:
        return self

    def __next__(self) -> Frame:
        return next(self.frames)

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("size", [8_000, 60_000, 400_000], ids=["the marks", "the comp", "the master"])
def test_a_disk_that_fills(finishing: Finishing, size: int) -> None:
    frames = Closeable(noise(96))
    with files_of_at_most(size), pytest.raises(DiskFull) as caught:
        finishing(frames, 96)
    assert not caught.value.permanent
    assert is_empty(finishing.work_dir)
    assert frames.closed


def test_a_disk_that_fills_with_the_sound(finishing: Finishing) -> None:
    with files_of_at_most(50_000), pytest.raises(DiskFull):
        finishing(pan(48), 48, sound=tone(2.0))
    assert is_empty(finishing.work_dir)


def test_a_disk_that_fills_at_the_very_end(finishing: Finishing) -> None:
    """Everything is encoded, and only the signed copy of the master finds no room."""
    signed = file_of(finishing(grain(pan(24)), 24), "master").size
    finishing.work_dir = finishing.work_dir / "again"
    finishing.work_dir.mkdir()
    with files_of_at_most(signed - 2_000), pytest.raises(DiskFull, match="master"):
        finishing(grain(pan(24)), 24)
    assert is_empty(finishing.work_dir)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_real_file_system_that_is_full(finishing: Finishing, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(small)], capture_output=True
    ).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        finishing.work_dir = small
        with pytest.raises(DiskFull):
            finishing(noise(96), 96)
        assert is_empty(small)
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.parametrize("at", [0, 20, 47])
def test_an_encoder_killed_at_any_frame(finishing: Finishing, at: int) -> None:
    def frames() -> Iterator[Frame]:
        for index, frame in enumerate(pan(48)):
            if index == at:
                encoders()[0].kill()
            yield frame

    with pytest.raises(EncoderDied) as caught:
        finishing(frames(), 48)
    assert not caught.value.permanent
    assert is_empty(finishing.work_dir)


def test_an_encoder_that_hangs_does_not_hang_the_worker(
    finishing: Finishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "PATIENCE", 0.5)

    def frames() -> Iterator[Frame]:
        for index, frame in enumerate(noise(480)):
            if index == 5:
                encoders()[0].suspend()
            yield frame

    with pytest.raises(EncoderDied, match="took no frame"):
        finishing(frames(), 480)
    assert is_empty(finishing.work_dir)


def test_a_stop_in_the_middle(finishing: Finishing) -> None:
    taken = []

    def frames() -> Iterator[Frame]:
        for index, frame in enumerate(pan(96)):
            if index == 20:
                finishing.stop.set()
            taken.append(index)
            yield frame

    with pytest.raises(Stopped):
        finishing(frames(), 96)
    assert taken[-1] == 20
    assert is_empty(finishing.work_dir)


def test_a_stop_while_the_encoder_hangs_comes_within_two_seconds(finishing: Finishing) -> None:
    def frames() -> Iterator[Frame]:
        for index, frame in enumerate(noise(480)):
            if index == 5:
                encoders()[0].suspend()
                threading.Timer(0.3, finishing.stop.set).start()
            yield frame

    began = time.monotonic()
    with pytest.raises(Stopped):
        finishing(frames(), 480)
    assert time.monotonic() - began < 2
    assert is_empty(finishing.work_dir)


def test_a_stop_while_the_encoder_writes_its_last_bytes(finishing: Finishing) -> None:
    def frames() -> Iterator[Frame]:
        yield from pan(23)
        encoders()[0].suspend()
        threading.Timer(0.3, finishing.stop.set).start()
        yield next(pan(1))

    began = time.monotonic()
    with pytest.raises(Stopped):
        finishing(frames(), 24)
    assert time.monotonic() - began < 2
    assert is_empty(finishing.work_dir)


def test_a_render_that_breaks_breaks_through(finishing: Finishing) -> None:
    class Broke(Exception):
        pass

    def frames() -> Iterator[Frame]:
        yield from pan(10)
        raise Broke

    with pytest.raises(Broke):
        finishing(frames(), 48)
    assert is_empty(finishing.work_dir)


@pytest.mark.parametrize(
    "broken",
    [
        np.zeros((HEIGHT, WIDTH + 2, 3), np.uint8),
        np.zeros((HEIGHT, WIDTH), np.uint8),
        np.zeros((HEIGHT, WIDTH, 3), np.float32),
        np.zeros((WIDTH, HEIGHT, 3), np.uint8).transpose(1, 0, 2),
    ],
    ids=["too wide", "grey", "floats", "turned in memory"],
)
def test_frames_that_are_not_what_was_announced(finishing: Finishing, broken: Frame) -> None:
    with pytest.raises(BrokenFrames) as caught:
        finishing([next(pan(1)), broken], 2)
    assert caught.value.permanent
    assert is_empty(finishing.work_dir)


@pytest.mark.parametrize("count", [0, 23, 25])
def test_more_or_fewer_frames_than_were_announced(finishing: Finishing, count: int) -> None:
    with pytest.raises(BrokenFrames, match="24"):
        finishing(pan(count), 24)
    assert is_empty(finishing.work_dir)


@pytest.mark.parametrize(
    "sound",
    [
        Tone(np.zeros(100, np.float32)),
        Tone(np.zeros((100, 6), np.float32)),
        Tone(np.full((100, 2), np.nan, np.float32)),
        Tone(np.zeros((100, 2), np.float32), rate=0),
    ],
    ids=["flat", "six channels", "not numbers", "no rate"],
)
def test_sound_that_cannot_be_heard(finishing: Finishing, sound: Tone) -> None:
    with pytest.raises(BrokenSound):
        finishing(pan(2), 2, sound=sound)
    assert is_empty(finishing.work_dir)


def test_after_a_fault_the_next_clip_is_whole(finishing: Finishing) -> None:
    with pytest.raises(BrokenFrames):
        finishing(pan(3), 24)
    done = finishing(pan(24), 24)
    assert all(file.path.stat().st_size == file.size for file in done.files)


def test_two_takes_in_one_folder_do_not_meet(finishing: Finishing) -> None:
    one, two = finishing(pan(12), 12), finishing(pan(12, speed=3), 12)
    assert {file.path for file in one.files}.isdisjoint(file.path for file in two.files)
    assert all(file.path.is_file() for file in (*one.files, *two.files))


def test_only_renditions_are_left_of_a_clip(finishing: Finishing) -> None:
    done = finishing(pan(12), 12, sound=tone(0.5))
    left = {path for path in finishing.work_dir.rglob("*") if path.is_file()}
    assert left == {file.path for file in done.files}


ORPHAN = """
import sys, threading
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.generation.finishing.finishing import Finishing
from tests.generation.finishing.footage import pan
from generation.finishing.keys import load_or_make
import psutil

def frames():
    while True:
        for frame in pan(24):
            yield frame
            child = psutil.Process().children()[0]
            print(child.pid, flush=True)

work = Path({work!r})
Finishing(load_or_make(work / "keys"), work)(frames(), 10**6)
"""


def test_the_encoder_dies_with_a_killed_worker(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[3])
    script = ORPHAN.format(root=root, work=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        child = psutil.Process(int(worker.stdout.readline()))
        assert "ffmpeg" in child.name()
        worker.send_signal(signal.SIGKILL)
    gone, alive = psutil.wait_procs([child], timeout=3)
    assert gone == [child]
    assert alive == []


def test_a_source_type_without_a_mark_is_refused_before_anything_is_made(finishing: Finishing) -> None:
    with pytest.raises(ValueError, match="no mark"):
        finishing(pan(2), 2, origin=replace(ORIGIN, source_type="humanEdits"))
    assert is_empty(finishing.work_dir)
