"""Frames kept for clips that follow: which, how exactly, how large, and how little memory they take."""

import io
import tracemalloc
import zipfile

import numpy as np
import pytest

from generation.finishing.context import BrokenContext, ContextFile, last_frames, read_context

LAST = len(last_frames(1_000, 24))


def frame(index, width=64, height=36):
    return np.random.default_rng(index).integers(0, 256, (height, width, 3), np.uint8)


def kept(folder, count, **size):
    file = ContextFile(
        folder, fps=24, frame_count=count, width=size.get("width", 64), height=size.get("height", 36)
    )
    for index in range(count):
        file.look(index, frame(index, **size))
    return file.close()


@pytest.mark.parametrize("count", [1, LAST - 1, LAST, LAST + 1, 60])
def test_the_first_and_the_last_frames_come_back_as_they_were(tmp_path, count):
    made = kept(tmp_path, count)
    with made.path.open("rb") as file:
        context = read_context(file)
    assert (context.first == frame(0)).all()
    assert len(context.last) == min(count, LAST)
    for index, one in enumerate(context.last, start=count - len(context.last)):
        assert (one == frame(index)).all()
    assert (context.fps, made.kind, made.mime) == (24, "context", "application/zip")
    assert made.size == made.path.stat().st_size


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(1920, 1080, (1280, 720)), (1080, 1920, (720, 1280)), (640, 360, (640, 360))],
)
def test_frames_are_made_smaller_and_never_larger(tmp_path, width, height, size):
    made = kept(tmp_path, 1, width=width, height=height)
    with made.path.open("rb") as file:
        context = read_context(file)
    assert (made.width, made.height) == size
    assert context.first.shape == (size[1], size[0], 3)


@pytest.mark.parametrize(
    ("fps", "rate", "count"), [(24, 24, 34), (25, 25, 35), (30, 30, 42), (50, 25, 35), (60, 30, 42)]
)
def test_enough_is_kept_for_the_longest_context_at_any_rate(tmp_path, fps, rate, count):
    file = ContextFile(tmp_path, fps=fps, frame_count=120, width=64, height=36)
    for index in range(120):
        file.look(index, frame(index))
    with file.close().path.open("rb") as stored:
        context = read_context(stored)
    assert (context.fps, len(context.last)) == (rate, count)
    assert count / rate >= 33 / 24
    stride = fps // rate
    assert (context.last[-1] == frame(119)).all()
    assert (context.last[-2] == frame(119 - stride)).all()


def test_no_frame_stays_in_memory(tmp_path):
    file = ContextFile(tmp_path, fps=24, frame_count=LAST, width=640, height=360)
    file.look(0, frame(0, 640, 360))
    tracemalloc.start()
    for index in range(1, LAST):
        file.look(index, frame(index, 640, 360))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 640 * 360 * 3
    file.close()


def test_what_is_no_such_file_is_said(tmp_path):
    made = kept(tmp_path, 3)
    data = made.path.read_bytes()
    for broken in (b"", b"not a zip", data[: len(data) // 2]):
        with pytest.raises(BrokenContext):
            read_context(io.BytesIO(broken))


@pytest.mark.parametrize("facts", ["{}", '{"fps": 24, "last": [9000]}', '{"fps": 24, "last": []}', "[]"])
def test_a_file_that_claims_what_it_has_not_is_said(tmp_path, facts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("context.json", facts)
    with pytest.raises(BrokenContext):
        read_context(file)
