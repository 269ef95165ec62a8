"""A clip is known again after what happens to videos on their way, and is not mistaken for another."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from generation.finishing.fingerprint import distance, hash_frame, hashes_of
from generation.finishing.model import Finished, FinishedFile, RenditionKind

from .finishing import hash_file
from .footage import HEIGHT, WIDTH, texture

OfKind = Callable[[RenditionKind], FinishedFile]
#: Published with PDQ: pictures that differ in at most so many of 256 bits are the same.
SAME = 31


def encode(source: Path, target: Path, *arguments: str) -> Path:
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", source, *arguments, target], check=True
    )
    return target


def nearest(finished: Finished, path: Path) -> list[int]:
    """For each hash of a file, how far the clip's nearest is."""
    return [min(distance(own.pdq, seen.pdq) for own in finished.hashes) for seen in hash_file(path)]


def test_one_hash_a_second_from_the_first_frame_on(finished: Finished) -> None:
    whole = [found.at_ms for found in finished.hashes if found.at_ms % 1000 == 0]
    assert whole == [0, 1000, 2000, 3000, 4000]
    assert [found.at_ms for found in finished.hashes] == sorted({found.at_ms for found in finished.hashes})
    assert {len(found.pdq) for found in finished.hashes} == {32}


def test_the_clips_own_files_are_known(finished: Finished, of_kind: OfKind) -> None:
    for kind in ("master", "comp", "hover"):
        assert max(nearest(finished, of_kind(kind).path)) <= SAME


@pytest.mark.parametrize(
    "arguments",
    [
        ("-crf", "34"),
        ("-vf", "scale=160:90", "-crf", "28"),
        ("-vf", "scale=640:360"),
        ("-vf", "eq=brightness=0.06:contrast=1.1"),
        ("-c:v", "mpeg4", "-q:v", "12"),
    ],
    ids=["hard", "half as large", "twice as large", "brighter", "another codec"],
)
def test_known_after_a_re_encode(
    finished: Finished, of_kind: OfKind, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    copy = encode(of_kind("master").path, tmp_path / "copy.mp4", "-an", *arguments)
    assert max(nearest(finished, copy)) <= SAME


@pytest.mark.parametrize("suffix", ["mov", "webm", "avi", "gif"])
def test_known_in_other_containers(finished: Finished, of_kind: OfKind, tmp_path: Path, suffix: str) -> None:
    copy = encode(of_kind("comp").path, tmp_path / f"copy.{suffix}", "-an", "-t", "1")
    assert min(nearest(finished, copy)) <= SAME


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_a_frame_grab_is_known(finished: Finished, of_kind: OfKind, tmp_path: Path, suffix: str) -> None:
    grab = encode(of_kind("master").path, tmp_path / f"grab.{suffix}", "-frames:v", "1")
    assert nearest(finished, grab)[0] <= SAME


def test_the_clips_poster_is_known_where_a_hash_is_near_it(finished: Finished, of_kind: OfKind) -> None:
    assert len(hash_file(of_kind("poster").path)) == 1


def test_other_pictures_are_far_away() -> None:
    hashes = [hash_frame(texture(WIDTH, HEIGHT, seed).astype(np.uint8), 0).pdq for seed in range(12)]
    far = [distance(a, b) for i, a in enumerate(hashes) for b in hashes[:i]]
    assert min(far) > 2 * SAME


def test_a_large_picture_hashes_like_its_small_copy() -> None:
    picture = Image.fromarray(texture(WIDTH, HEIGHT).astype(np.uint8))
    large = np.asarray(picture.resize((1920, 1080), Image.Resampling.BICUBIC))
    assert distance(hash_frame(large, 0).pdq, hash_frame(np.asarray(picture), 0).pdq) <= SAME


def test_a_picture_without_any_detail_says_that_its_hash_is_worth_nothing() -> None:
    assert hash_frame(np.full((HEIGHT, WIDTH, 3), 90, np.uint8), 0).quality == 0
    assert hash_frame(texture(WIDTH, HEIGHT).astype(np.uint8), 0).quality > 50


def test_distance_counts_bits() -> None:
    assert distance(b"\x00" * 32, b"\x00" * 32) == 0
    assert distance(b"\x00" * 32, b"\xff" * 32) == 256
    assert distance(b"\x01" + b"\x00" * 31, b"\x80" + b"\x00" * 31) == 2


def test_the_poster_is_known_whatever_instant_it_shows(finished):
    [poster] = [file.path for file in finished.files if file.kind == "poster_jpeg"]
    [seen] = hash_file(poster)
    assert min(distance(own.pdq, seen.pdq) for own in finished.hashes) <= 31


def test_half_the_size_is_nearly_the_same_hash() -> None:
    picture = Image.fromarray(texture(WIDTH, HEIGHT).astype(np.uint8))
    half = picture.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.BICUBIC)
    assert distance(hash_frame(np.asarray(half), 0).pdq, hash_frame(np.asarray(picture), 0).pdq) <= 6


def test_bars_are_looked_behind_and_mirrors_into() -> None:
    plain = texture(WIDTH, HEIGHT).astype(np.uint8)
    framed = np.pad(plain, ((30, 30), (0, 0), (0, 0)))
    own = hash_frame(plain, 0).pdq
    whole, inner = hashes_of([(0, framed), (500, framed)])
    assert [one.at_ms for one in inner.straight] == [0, 500]
    assert distance(whole.straight[0].pdq, own) > SAME
    assert distance(inner.straight[0].pdq, own) <= 8
    [mirrored] = hashes_of([(0, np.ascontiguousarray(plain[:, ::-1]))])
    assert distance(mirrored.mirrored[0].pdq, own) == 0
    assert distance(mirrored.straight[0].pdq, own) > SAME


def test_pictures_of_changing_sizes_and_none_at_all() -> None:
    assert hashes_of([]) == ()
    sizes = [(0, np.full((90, 160, 3), 9, np.uint8)), (1, np.full((160, 90, 3), 9, np.uint8))]
    assert len(hashes_of(sizes)[0].straight) == 2
