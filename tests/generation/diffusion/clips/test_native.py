"""Native sizes, rates and frame counts for everything that can be asked for."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.engine.base import RenderSettings
from generation.engine.diffusion.clips.native import (
    enlargement,
    frames_needed,
    frames_possible,
    native,
    native_size,
    played_rate,
    steps,
    trained_sizes,
)
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.kind import Preset
from generation.formats import ASPECTS, RATES, RESOLUTIONS, pixels

from .patience import patient

EVERY_KIND = st.sampled_from(sorted(KINDS.values(), key=lambda one: one.name))


def configured(kind, **changes):
    return ConfiguredModel("one", kind, "stand-in/weights", kind.presets[0], **changes)


def asked(aspect="16:9", resolution="720p", fps=24, **changes):
    width, height = pixels(aspect, resolution)
    given = {"duration_ms": 5_000, "width": width, "height": height, "fps": fps, "seed": 1} | changes
    return RenderSettings(**given)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", [name for name in KINDS if not KINDS[name].only])
def test_a_native_size_divides_fits_and_has_nearly_the_asked_shape(name, aspect):
    kind, shape = KINDS[name], pixels(aspect, "720p")
    for width, height in trained_sizes(kind, *shape):
        assert width % kind.side == height % kind.side == 0
        assert width * height <= kind.largest_area
        cropped = 1 - min(width / height, shape[0] / shape[1]) / max(width / height, shape[0] / shape[1])
        assert cropped < 0.1


def test_wan_makes_its_own_size_for_the_wide_shape_and_its_turn_for_the_tall_one():
    wan = configured(KINDS["wan-2.1-t2v-1.3b"])
    assert native_size(wan, asked("16:9")) == (832, 480)
    assert native_size(wan, asked("9:16")) == (480, 832)
    assert native_size(wan, asked("1:1")) == (480, 480)


def test_the_smallest_size_that_need_not_be_enlarged_is_made():
    wan = configured(KINDS["wan-2.1-t2v-14b"])
    assert min(native_size(wan, asked(resolution="360p"))) == 480
    assert min(native_size(wan, asked(resolution="540p"))) == 720
    assert min(native_size(wan, asked(resolution="1080p"))) == 720


def test_a_draft_is_made_at_the_smallest_size_that_may_be_enlarged_so_far():
    wan = configured(KINDS["wan-2.1-t2v-14b"])
    assert min(native_size(wan, asked(resolution="720p", quality="draft"))) == 480
    assert min(native_size(wan, asked(resolution="1080p", quality="draft"))) == 720


def test_a_crop_is_no_enlargement():
    assert enlargement((832, 480), (1280, 720)) == 1.5


def test_a_model_of_one_size_makes_that_and_its_crop_to_another_shape_counts():
    cog = configured(KINDS["cogvideox-2b"])
    for aspect in ASPECTS:
        assert native_size(cog, asked(aspect)) == (720, 480)
    assert enlargement((720, 480), pixels("16:9", "720p")) == pytest.approx(1280 / 720)
    assert enlargement((720, 480), pixels("9:16", "360p")) == pytest.approx(640 / 480)
    assert native_size(configured(cog.kind.restricted(short_sides=(64,))), asked("1:1")) == (64, 64)


@pytest.mark.parametrize(
    ("preset", "draft", "standard", "high"),
    [(Preset("quality", 50, 5.0), 30, 50, 70), (Preset("fast", 4, 1.0), 4, 4, 4)],
    ids=["fifty", "four"],
)
def test_quality_changes_the_steps_of_presets_that_are_not_distilled(preset, draft, standard, high):
    assert [steps(preset, quality) for quality in ("draft", "standard", "high")] == [draft, standard, high]


def test_a_film_rate_is_played_as_television_and_back_so_that_no_frame_is_made_up():
    ltx, wan = KINDS["ltx-video-2b"], KINDS["wan-2.2-ti2v-5b"]
    assert played_rate(wan, 25, sound=False) == 25
    assert played_rate(wan, 50, sound=False) == 25
    assert played_rate(ltx, 24, sound=False) == 24
    assert played_rate(wan, 60, sound=False) == 24
    assert played_rate(KINDS["wan-2.1-t2v-1.3b"], 24, sound=False) == 16


def test_sound_keeps_its_pitch():
    assert played_rate(KINDS["ltx-2"], 25, sound=True) == 24


def test_five_seconds_of_wan_are_its_81_frames():
    made = native(configured(KINDS["wan-2.1-t2v-1.3b"]), asked(fps=24))
    assert (made.frames, made.rate, made.first) == (81, 16, 0)


@patient
@given(st.integers(1, 3_600), st.sampled_from(RATES), st.fractions(8, 60), st.integers(0, 1))
def test_native_frames_reach_to_the_last_frame_and_no_further(count, fps, rate, first):
    frames = frames_needed(count, fps, rate, first)
    last = Fraction(count - 1 + first, fps)
    assert frames - 2 < last * rate <= frames - 1
    assert frames_possible(frames, fps, rate, first) >= count
    assert frames_needed(frames_possible(frames, fps, rate, first), fps, rate, first) <= frames


@patient
@given(EVERY_KIND, st.sampled_from(list(ASPECTS)), st.sampled_from(list(RESOLUTIONS)), st.sampled_from(RATES))
def test_every_ask_has_a_native_answer(kind, aspect, resolution, fps):
    made = native(configured(kind), asked(aspect, resolution, fps, duration_ms=60_000))
    assert made.frames > 0
    assert made.width >= kind.side
    assert made.height >= kind.side
