"""Pictures that may not be shown are known again: altered, mirrored, and wherever in the clip they stand."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from generation.finishing.fingerprint import hash_frame
from generation.screening.frames.block_list import BlockListError, add
from generation.screening.frames.model import Known, Sample
from generation.screening.frames.registry import detector

from .conftest import reading
from .footage import HEIGHT, WIDTH, landscape, marked


@pytest.fixture
def blocked(tmp_path):
    """A list with one landscape on it."""
    path = tmp_path / "list.txt"
    add(path, [hash_frame(landscape(seed=5), 0).pdq], "notice 12")
    return path


def look(context, *pictures):
    return detector("copies").look(reading(*pictures), context)


def recompressed(picture, quality=40):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


@pytest.mark.parametrize(
    "alter",
    [
        lambda picture: picture,
        marked,
        recompressed,
        lambda picture: np.asarray(Image.fromarray(picture).resize((WIDTH // 2, HEIGHT // 2))),
        lambda picture: np.clip(picture * 0.8 + 20, 0, 255).astype(np.uint8),
    ],
    ids=["itself", "marked", "recompressed", "half as large", "paler"],
)
@pytest.mark.parametrize("mirror", [False, True])
def test_a_blocked_picture_is_known_again(context, blocked, alter, mirror):
    picture = alter(landscape(seed=5))
    picture = np.ascontiguousarray(picture[:, ::-1]) if mirror else picture
    [line] = look(context(block_list=blocked), landscape(seed=6), picture)
    assert (line.rule, line.at_ms) == ("frames-blocked", 1_000)
    assert line.words == f"On the block list{', mirrored' if mirror else ''}: notice 12"
    assert line.score >= line.threshold > 0.8
    assert line.thumbnail.startswith(b"\xff\xd8")


@pytest.mark.parametrize("seed", range(6, 14))
def test_other_pictures_are_not(context, blocked, seed):
    [line] = look(context(block_list=blocked), landscape(seed=seed))
    assert (line.rule, line.thumbnail) == ("", b"")


def test_a_picture_without_structure_is_like_no_other(context, tmp_path):
    plain = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    path = tmp_path / "list.txt"
    add(path, [hash_frame(plain, 0).pdq], "a plain picture")
    [line] = look(context(block_list=path), plain)
    assert line.rule == ""


@pytest.mark.parametrize("mirror", [False, True])
def test_what_the_fingerprint_saw_between_the_samples_counts(context, blocked, mirror):
    picture = landscape(seed=5)[:, ::-1] if mirror else landscape(seed=5)
    glimpse = Sample(7_000, np.ascontiguousarray(picture))
    hashes = [(7_000, hash_frame(glimpse.picture, 0).pdq, 90)]
    seen = replace(reading(landscape(seed=6)), glimpses=(glimpse,))
    [line] = detector("copies").look(seen, context(block_list=blocked, hashes=hashes))
    assert (line.rule, line.at_ms) == ("frames-blocked", 7_000)


def test_a_list_that_cannot_be_used_is_no_empty_list(context, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("nonsense\n")
    with pytest.raises(BlockListError):
        look(context(block_list=path), landscape())


@pytest.mark.parametrize(("holds", "rule"), [(True, "frames-copy"), (False, "")])
def test_known_clips_are_told_and_hold_where_they_were_taken_out(context, holds, rule):
    asked = {}

    def known(straight, mirrored):
        asked.update(straight=straight, mirrored=mirrored)
        return [Known(12, "It shows the same as clip 12.", 6, 1_000, holds)]

    [line] = look(context(known=known), landscape(), landscape(seed=2))
    assert (line.rule, line.words, line.at_ms) == (rule, "It shows the same as clip 12.", 1_000)
    assert line.score == pytest.approx(1 - 6 / 256, abs=1e-4)
    assert bool(line.thumbnail) is holds
    flipped = hash_frame(np.ascontiguousarray(landscape()[:, ::-1]), 0).pdq
    assert asked["mirrored"][0][1] == flipped
    assert [at_ms for at_ms, _, _ in asked["straight"]] == [0, 1_000]
