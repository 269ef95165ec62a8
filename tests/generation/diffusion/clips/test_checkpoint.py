"""Segments on disk: whole or not there, found again only as what they are, and nothing half-written ever used."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import shutil
import subprocess
from contextlib import contextmanager

import numpy as np
import pytest

from generation.engine.base import Cancelled, EngineError
from generation.engine.diffusion.clips import checkpoint, disk
from generation.engine.diffusion.clips.checkpoint import Writing, clear_parts, discard, find
from generation.engine.diffusion.clips.turn import turn
from generation.engine.diffusion.work import Outcome

FRAMES = np.random.default_rng(0).integers(0, 255, (5, 16, 24, 3), dtype=np.uint8)
SOUND = np.random.default_rng(1).normal(0, 0.2, (4_800, 2)).astype(np.float32)
OUTCOME = Outcome({"device": "here"}, (SOUND,), 24_000)


def write(folder, *, index=0, frames=FRAMES, outcome=OUTCOME):
    with Writing(folder, index, "mark", 5, 24, 16) as writing:
        writing.write(frames[:3])
        writing.write(frames[3:])
        return writing.commit(outcome, 0)


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_segment_is_found_again_with_all_that_it_holds(tmp_path):
    write(tmp_path)
    found = find(tmp_path, 0, "mark")
    assert np.array_equal(list(found.frames(0, 5)), FRAMES)
    assert np.array_equal(list(found.frames(2, 4)), FRAMES[2:4])
    assert np.array_equal(found.last(2), FRAMES[3:])
    assert np.array_equal(found.sound(), SOUND)
    assert (found.manifest.sound_rate, found.manifest.facts) == (24_000, {"device": "here"})


def test_a_silent_one_has_no_sound(tmp_path):
    write(tmp_path, outcome=Outcome())
    assert find(tmp_path, 0, "mark").sound() is None
    assert left_in(tmp_path) == ["segment-000.frames", "segment-000.json"]


def test_what_decides_the_pixels_has_changed(tmp_path):
    write(tmp_path)
    assert find(tmp_path, 0, "another mark") is None
    assert left_in(tmp_path) == []


def damaged(path, how):
    data = bytearray(path.read_bytes())
    if how == "a bit":
        data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data[: len(data) // 2] if how == "cut" else data))
    if how == "gone":
        path.unlink()


@pytest.mark.parametrize("how", ["a bit", "cut", "gone"])
@pytest.mark.parametrize("part", ["frames", "sound", "json"])
def test_a_damaged_one_is_thrown_away(tmp_path, part, how):
    write(tmp_path)
    write(tmp_path, index=1)
    damaged(tmp_path / f"segment-000.{part}", how)
    found = find(tmp_path, 0, "mark")
    if part == "json" and how == "a bit" and found is not None:
        assert np.array_equal(list(found.frames(0, 5)), FRAMES), "a letter of the facts, at most"
        return
    assert found is None
    assert not [name for name in left_in(tmp_path) if name.startswith("segment-000")]
    assert find(tmp_path, 1, "mark") is not None, "its neighbour stays"


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b'{"fingerprint": "mark"}', b"\xff\xfe", b"null"])
def test_a_manifest_that_says_nothing_is_no_segment(tmp_path, manifest):
    write(tmp_path)
    (tmp_path / "segment-000.json").write_bytes(manifest)
    assert find(tmp_path, 0, "mark") is None


def test_one_that_was_not_committed_is_not_there(tmp_path):
    with Writing(tmp_path, 0, "mark", 5, 24, 16) as writing:
        writing.write(FRAMES)
        assert left_in(tmp_path) == ["segment-000.part"]
    assert left_in(tmp_path) == []


def test_what_a_killed_process_left_is_cleared(tmp_path):
    write(tmp_path)
    (tmp_path / "segment-001.part").write_bytes(b"half")
    (tmp_path / "segment-001.json.part").write_bytes(b"half")
    clear_parts(tmp_path)
    assert left_in(tmp_path) == ["segment-000.frames", "segment-000.json", "segment-000.sound"]


def test_a_fresh_start_forgets_what_was_written(tmp_path):
    with Writing(tmp_path, 0, "mark", 5, 24, 16) as writing:
        writing.write(255 - FRAMES)
        writing.begin()
        writing.write(FRAMES)
        writing.commit(OUTCOME, 0)
    assert np.array_equal(list(find(tmp_path, 0, "mark").frames(0, 5)), FRAMES)


@pytest.mark.parametrize("frames", [FRAMES[:4], np.concatenate([FRAMES, FRAMES[:1]])], ids=["fewer", "more"])
def test_another_number_of_frames_than_announced_is_never_kept(tmp_path, frames):
    with pytest.raises(EngineError) as caught:
        write(tmp_path, frames=frames)
    assert caught.value.permanent
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("frames", [FRAMES[:, :8], FRAMES.astype(np.float32)], ids=["size", "type"])
def test_frames_of_another_size_or_type_are_refused(tmp_path, frames):
    with pytest.raises(EngineError):
        write(tmp_path, frames=frames)
    assert left_in(tmp_path) == []


def test_a_file_that_shrinks_while_it_is_read_is_an_error_and_no_garbage(tmp_path):
    saved = write(tmp_path)
    os.truncate(tmp_path / "segment-000.frames", FRAMES[:2].nbytes + 7)
    reading = saved.frames(0, 5)
    assert np.array_equal([next(reading), next(reading)], FRAMES[:2])
    with pytest.raises(EngineError):
        next(reading)


def test_discarding_what_is_not_there_is_no_error(tmp_path):
    discard(tmp_path, 3)
    assert find(tmp_path, 3, "mark") is None


@contextmanager
def largest_file(size):
    """The system refuses to let a file grow beyond."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 100, FRAMES[:3].nbytes, FRAMES.nbytes + 1_000])
def test_a_limit_met_at_any_point_leaves_nothing(tmp_path, size):
    """At the first frame, in the middle, and at the sound."""
    sound = Outcome({}, (np.repeat(SOUND, 9, axis=0),), 24_000)
    with largest_file(size), pytest.raises(EngineError) as caught:
        write(tmp_path, outcome=sound)
    assert caught.value.public == disk.FULL_SENTENCE
    assert not caught.value.permanent
    assert find(tmp_path, 0, "mark") is None
    assert left_in(tmp_path) == []


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True)
    if made.returncode:
        pytest.skip("mounting a file system needs root: the limits of files are tested all the same")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_disk_that_is_full_is_said_and_nothing_stays(tiny_disk):
    write(tiny_disk)
    index, full = 0, None
    while full is None and index < 20:
        index += 1
        try:
            write(tiny_disk, index=index)
        except EngineError as error:
            full = error
    assert full.public == disk.FULL_SENTENCE
    assert not [name for name in left_in(tiny_disk) if name.endswith(checkpoint.PART)]
    assert find(tiny_disk, 0, "mark") is not None
    assert find(tiny_disk, index, "mark") is None


def test_the_space_is_asked_for_before_anything_is_made(tmp_path):
    disk.need(tmp_path, 1)
    with pytest.raises(EngineError) as caught:
        disk.need(tmp_path, shutil.disk_usage(tmp_path).free)
    assert caught.value.public == disk.FULL_SENTENCE


def hold(folder, line):
    with turn(folder, lambda: None):
        line.send("held")
        line.poll(30)


@pytest.fixture
def other(tmp_path):
    """Another process that holds the folder until it is sent a word."""
    context = multiprocessing.get_context("spawn")
    line, theirs = context.Pipe()
    process = context.Process(target=hold, args=(tmp_path, theirs))
    process.start()
    theirs.close()
    assert line.recv() == "held"
    yield process, line
    line.close()  # which lets go, too
    process.join(30)


def test_a_second_process_waits_is_told_and_may_stop_waiting(tmp_path, other):
    _, line = other
    with pytest.raises(EngineError) as caught, turn(tmp_path, lambda: None, patience=0.2):
        pass
    assert caught.value.public == "Another worker is still at this clip. It is tried again by itself."
    assert not caught.value.permanent

    def stop():
        raise Cancelled

    with pytest.raises(Cancelled), turn(tmp_path, stop):
        pass
    line.send("let go")
    with turn(tmp_path, lambda: None):
        assert (tmp_path / "lock").exists()


def test_a_killed_process_holds_nothing(tmp_path, other):
    process, _ = other
    process.kill()
    process.join(30)
    with turn(tmp_path, lambda: None, patience=5):
        pass


def test_the_manifest_is_plain_json(tmp_path):
    write(tmp_path)
    assert json.loads((tmp_path / "segment-000.json").read_text())["facts"] == {"device": "here"}
