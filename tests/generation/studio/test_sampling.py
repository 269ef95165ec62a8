"""Shutter samples, tiles, cancellation and read-back, on scenes of exact light."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.engine.base import Cancelled, RenderControl
from generation.engine.studio import sampling
from generation.engine.studio.families import load_families
from generation.engine.studio.family import Shot
from generation.engine.studio.sampling import SAMPLES, sample_times, tiles_for
from generation.engine.studio.stage import stage

from .standing_in import SETTINGS, Stripes, develop, patches

render = pytest.mark.render
UHD = replace(SETTINGS, width=3840, height=2160)


@given(st.integers(1, 2000), st.integers(16, 2200), st.floats(0.01, 3))
def test_tiles_cover_every_row_once(width, height, seconds):
    tiles = tiles_for(width, height, seconds)
    assert [y for _, y, _, _ in tiles] == list(np.cumsum([0, *(h for *_, h in tiles)])[:-1])
    assert sum(h for *_, h in tiles) == height
    assert all(x == 0 and w == width and h > 0 for x, _, w, h in tiles)


@pytest.mark.parametrize("family", load_families(), ids=lambda f: f.name)
def test_no_tile_of_a_2160p_picture_takes_longer_than_half_a_second(family):
    pace = family.seconds_per_sample_megapixel
    for _, _, width, height in tiles_for(3840, 2160, pace):
        assert width * height / 1e6 * pace / 2 <= 0.5


@given(st.integers(0, 3000), st.sampled_from([24, 25, 30, 50, 60]), st.sampled_from(list(SAMPLES.values())))
def test_the_shutter_is_open_for_half_a_frame(frame, fps, count):
    times = sample_times(frame, fps, count)
    assert len(times) == count
    assert frame / fps < min(times)
    assert max(times) < (frame + 0.5) / fps
    assert np.allclose(np.diff(times), 0.5 / count / fps)


@given(st.integers(1, 3000), st.sampled_from([24, 25, 30, 50, 60]))
def test_frames_are_sampled_evenly_in_time(frame, fps):
    here, before = (sample_times(f, fps, 3)[0] for f in (frame, frame - 1))
    assert here - before == pytest.approx(1 / fps)


@render
def test_every_instant_is_prepared_once_and_in_order():
    seen: list[float] = []
    develop(Stripes(on_prepare=seen.append), replace(SETTINGS, quality="standard"), count=2)
    expected = [t for frame in range(4) for t in sample_times(frame, 25, 3)]
    assert seen == expected  # two frames are drawn ahead while pixels are on their way


@render
def test_a_frame_is_the_mean_of_its_instants():
    open_half = sample_times(0, 25, 3)
    blinking = Stripes([(0.3, 0.3, 0.3)], brightness=lambda t: 3.0 if t == open_half[1] else 0.0)
    steady = Stripes([(0.3, 0.3, 0.3)])
    settings = replace(SETTINGS, quality="standard")
    one, other = (patches(develop(family, settings)[0], 1) for family in (blinking, steady))
    assert np.abs(one - other).max() <= 1


@render
def test_tiles_do_not_show():
    whole, split = (develop(Stripes(seconds=seconds))[0] for seconds in (0.001, 400.0))
    assert len(tiles_for(160, 90, 400.0)) == 5
    assert np.array_equal(whole, split)


@render
def test_frames_are_rgb_top_row_first_and_contiguous():
    family = Stripes([(1.0, 0.0, 0.0)], seconds=400.0)
    plain = family.draw

    def draw(target, t, tile):
        family.colours = [(1.0, 0.0, 0.0)] if tile[1] > 60 else [(0.0, 0.0, 1.0)]
        plain(target, t, tile)

    family.draw = draw
    frame = develop(family)[0]
    assert frame.dtype == np.uint8
    assert frame.shape == (90, 160, 3)
    assert frame.flags.c_contiguous
    assert frame[5, 80, 0] > 100 > frame[5, 80, 2]
    assert frame[-5, 80, 2] > 100 > frame[-5, 80, 0]


@render
def test_progress_rises_by_samples_up_to_the_whole():
    heard = []
    control = RenderControl(on_progress=heard.append)
    settings = replace(SETTINGS, quality="standard")
    rendering = sampling.frames(stage(), (family := Stripes()), Shot(settings, {}), family, control)
    assert len(list(rendering)) == 50
    assert [p.done for p in heard] == [float(n) for n in range(1, 151)]
    assert {p.total for p in heard} == {150.0}


@render
def test_previews_are_small_and_not_of_every_frame():
    seen = []
    develop(Stripes(), replace(SETTINGS, width=1280, height=720), 8, RenderControl(on_preview=seen.append))
    assert 1 <= len(seen) < 8
    assert all(max(p.shape[:2]) <= 480 and p.flags.c_contiguous for p in seen)


@render
def test_a_cancellation_at_2160p_is_heard_before_the_next_tile():
    control = RenderControl()
    drawn: list[tuple] = []

    def stop_at_the_third(tile):
        drawn.append(tile)
        if len(drawn) == 3:
            control.stop.set()

    family = Stripes(seconds=0.6, on_draw=stop_at_the_third)
    assert len(tiles_for(3840, 2160, 0.6)) > 4
    with pytest.raises(Cancelled):
        develop(family, UHD, 1, control)
    assert len(drawn) == 3
    assert family.released == 1


@render
def test_a_cancellation_while_a_large_scene_prepares_draws_nothing():
    control = RenderControl()
    drawn: list[tuple] = []
    family = Stripes(on_prepare=lambda t: control.stop.set(), on_draw=drawn.append)
    with pytest.raises(Cancelled):
        develop(family, UHD, 1, control)
    assert drawn == []


@render
@pytest.mark.parametrize("end", ["exhausted", "closed", "cancelled", "failed"])
def test_every_gl_object_is_freed_however_the_render_ends(end, monkeypatch):
    here, control, things = stage(), RenderControl(), []
    for kind in ("texture", "framebuffer", "buffer", "depth_renderbuffer", "vertex_array"):
        original = getattr(here.ctx, kind)

        def make(*args, original=original, **kwargs):
            things.append(original(*args, **kwargs))
            return things[-1]

        monkeypatch.setattr(here.ctx, kind, make)

    def fail(t):
        if end == "failed" and t > 0.5:
            raise ValueError("no light")

    family = Stripes(on_prepare=fail)
    rendering = sampling.frames(here, family, Shot(SETTINGS, {}), family, control)
    next(rendering)
    if end == "exhausted":
        list(rendering)
    elif end == "closed":
        rendering.close()
    elif end == "cancelled":
        control.stop.set()
        with pytest.raises(Cancelled):
            next(rendering)
    else:
        with pytest.raises(ValueError, match="no light"):
            list(rendering)
    assert len(things) > 15
    assert all(type(thing.mglo).__name__ == "InvalidObject" for thing in things)
    assert family.released == 1


@render
def test_light_that_is_no_number_stays_where_it_is():
    nan = float("nan")
    for quality in ("draft", "standard"):
        odd = [(0.3, 0.3, 0.3)] * 7 + [(nan, nan, nan)]
        frame = develop(Stripes(odd), replace(SETTINGS, quality=quality))[0]
        seen = patches(frame)
        assert seen[:6].min() > 60
        assert seen[7].max() < 60
