"""The videos are what PowerPoint, Keynote, Safari, Chrome and QuickTime play."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from generation.finishing.model import FinishedFile, RenditionKind
from generation.finishing.small import luma

from .finishing import Finishing, file_of, tone
from .footage import pan
from .probing import boxes, pictures, probe

OfKind = Callable[[RenditionKind], FinishedFile]
VIDEOS: tuple[RenditionKind, ...] = ("master", "comp", "hover")


@pytest.mark.parametrize("kind", VIDEOS)
def test_every_video_is_h264_that_everything_plays(of_kind: OfKind, kind: RenditionKind) -> None:
    video = probe(of_kind(kind).path)
    assert (video.profile, video.pix_fmt, video.tag) == ("High", "yuv420p", "avc1")
    assert (video.primaries, video.transfer, video.matrix, video.full_range) == (1, 1, 1, False)


@pytest.mark.parametrize("kind", VIDEOS)
def test_every_video_starts_to_play_before_it_is_loaded(of_kind: OfKind, kind: RenditionKind) -> None:
    names = boxes(of_kind(kind).path)
    assert names[0] == "ftyp"
    assert names.index("moov") < names.index("mdat")


@pytest.mark.parametrize("kind", VIDEOS)
def test_every_video_has_a_constant_rate(of_kind: OfKind, kind: RenditionKind) -> None:
    times = probe(of_kind(kind).path).times
    assert times[0] == 0
    assert {later - earlier for earlier, later in pairwise(times)} == {Fraction(1, 24)}


def test_the_master_has_exactly_the_frames_that_came(of_kind: OfKind) -> None:
    assert len(probe(of_kind("master").path).times) == 120
    assert len(probe(of_kind("comp").path).times) == 120


def test_hover_is_short_and_silent(of_kind: OfKind) -> None:
    hover = probe(of_kind("hover").path)
    assert len(hover.times) == 4 * 24
    assert hover.sound is None


def test_groups_of_pictures_are_closed_and_of_one_length(of_kind: OfKind) -> None:
    assert probe(of_kind("master").path).key_frames == [0, 48, 96]
    assert probe(of_kind("hover").path).key_frames == [0, 24, 48, 72]


def test_sound_is_aac_as_long_as_the_picture(of_kind: OfKind) -> None:
    for kind in ("master", "comp"):
        video = probe(of_kind(kind).path)
        assert video.sound == ("aac", 48_000, 2)
        assert video.sound_seconds == pytest.approx(5.0, abs=0.05)


def test_nothing_of_the_machine_is_in_the_files(of_kind: OfKind) -> None:
    for kind in VIDEOS:
        assert "encoder" not in probe(of_kind(kind).path).tags
        assert b"/tmp" not in of_kind(kind).path.read_bytes()


def test_a_clip_without_sound_has_no_sound(finishing: Finishing) -> None:
    done = finishing(pan(24), 24)
    assert not done.has_sound
    assert probe(file_of(done, "master").path).sound is None


@pytest.mark.parametrize("rate", [44_100, 22_050])
def test_sound_at_other_rates_is_brought_to_48_kilohertz(finishing: Finishing, rate: int) -> None:
    done = finishing(pan(24), 24, sound=tone(1.0, rate, channels=1))
    assert probe(file_of(done, "master").path).sound == ("aac", 48_000, 2)


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
def test_every_rate_that_can_be_asked_for(finishing: Finishing, fps: int) -> None:
    done = finishing(pan(fps), fps, fps=fps)
    video = probe(file_of(done, "master").path)
    assert video.rate == fps
    assert len(video.times) == fps
    assert done.duration_ms == 1000


def test_a_single_frame_is_a_clip_too(finishing: Finishing) -> None:
    done = finishing(pan(1), 1)
    assert {file.kind for file in done.files} == {
        "master", "comp", "hover", "poster", "poster_jpeg", "sprite", "sprite_vtt",
    }  # fmt: skip
    assert len(probe(file_of(done, "master").path).times) == 1


def test_colours_are_those_of_the_frames(finishing: Finishing) -> None:
    """Bars of strong colours come back within what 8-bit limited range and the codec allow."""
    bars = [
        (191, 0, 0),
        (0, 191, 0),
        (0, 0, 191),
        (191, 191, 0),
        (0, 191, 191),
        (191, 0, 191),
        (255, 255, 255),
        (18, 18, 18),
    ]
    frame = np.repeat(np.repeat(np.array([bars], np.uint8), 180, axis=0), 40, axis=1)
    done = finishing([frame] * 12, 12)
    for kind in VIDEOS:
        shown = pictures(file_of(done, kind).path)[6]
        across = shown.shape[1] // 8
        for i, colour in enumerate(bars):
            seen = shown[20:60, i * across + 12 : (i + 1) * across - 12].reshape(-1, 3)
            assert np.abs(np.median(seen, axis=0) - colour).max() <= (4 if kind != "comp" else 8), (
                kind,
                colour,
                np.median(seen, axis=0),
            )


def test_the_master_is_worth_its_licence(finishing: Finishing) -> None:
    """At least 42 dB of brightness against the frames, away from the mark."""
    frames = list(pan(48))
    done = finishing(frames, 48)
    for given, shown in zip(frames, pictures(file_of(done, "master").path), strict=True):
        error = np.square(luma(given[:140]) - luma(shown[:140])).mean()
        assert 10 * np.log10(255**2 / error) > 42


def test_the_level_fits_the_picture(of_kind: OfKind) -> None:
    assert probe(of_kind("master").path).level == 30


def test_files_are_described_as_they_lie_on_disk(of_kind: OfKind) -> None:
    for kind in ("master", "comp", "hover", "poster", "poster_jpeg", "sprite", "sprite_vtt"):
        file = of_kind(kind)
        assert file.size == file.path.stat().st_size > 0
        assert file.sha256 == hashlib.sha256(file.path.read_bytes()).hexdigest()
