"""The studio engine through its protocol, as a job uses it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from generation.brief.parse import parse
from generation.engine.base import Cancelled, Engine, EngineError, RenderControl, RenderSettings
from generation.engine.studio import sampling
from generation.engine.studio import stage as stage_module
from generation.engine.studio.engine import StudioEngine, title
from generation.engine.studio.looks import LOOKS

TINY = RenderSettings(duration_ms=2000, width=96, height=54, fps=24, seed=7, quality="draft")
SEA, CITY = parse("golden waves at sunset"), parse("defocused city lights at night")
#: A prompt that reaches each family.
PROMPTS = {
    "ocean": "golden waves at sunset",
    "particles": "blue particle waves",
    "bokeh": "defocused city lights at night",
    "clouds": "sunset clouds",
    "rain": "rain on a window at night",
    "night_sky": "green aurora over a lake",
}
render = pytest.mark.render


@pytest.fixture(scope="module")
def engine():
    return StudioEngine()


def first(engine, brief, count=1, settings=TINY, control=None):
    frames = engine.render(brief, settings, control or RenderControl()).frames
    try:
        return [next(frames) for _ in range(count)]
    finally:
        frames.close()


def digest(frames):
    return hashlib.sha256(b"".join(frame.tobytes() for frame in frames)).hexdigest()


def test_it_keeps_the_protocol(engine):
    assert isinstance(engine, Engine)
    assert engine.missing() == []
    assert engine.source_type == "algorithmicMedia"
    assert set(engine.looks) == set(LOOKS)
    assert "natural" in engine.looks


@pytest.mark.parametrize(("family", "prompt"), PROMPTS.items())
def test_every_family_is_reached_by_its_prompt(engine, family, prompt):
    coverage = engine.cover(parse(prompt))
    assert coverage.family == family
    assert coverage.subject == "shown"


@render
@pytest.mark.parametrize(("family", "prompt"), PROMPTS.items())
def test_a_rendering_says_what_made_it(engine, family, prompt):
    rendering = engine.render(parse(prompt), TINY, RenderControl())
    rendering.frames.close()
    assert rendering.family == family
    assert rendering.renderer == stage_module.stage().renderer
    assert rendering.title == prompt.capitalize()


@render
@pytest.mark.parametrize(("duration", "fps"), [(2000, 24), (2040, 25)])
def test_it_gives_exactly_the_frames_that_were_asked_for(engine, duration, fps):
    settings = replace(TINY, duration_ms=duration, fps=fps)
    frames = list(engine.render(CITY, settings, RenderControl()).frames)
    assert len(frames) == settings.frame_count == round(duration * fps / 1000)
    for frame in frames:
        assert frame.shape == (54, 96, 3)
        assert frame.dtype == np.uint8
        assert frame.flags.c_contiguous


@render
def test_the_sky_is_in_the_top_rows(engine):
    (frame,) = first(engine, parse("clear sea at noon, low, locked camera"))
    sky, sea = frame[:8].mean(), frame[-8:].mean()
    assert sky > sea + 15


@render
@pytest.mark.parametrize("brief", [SEA, parse("sunset clouds")], ids=["ocean", "clouds"])
def test_the_same_seed_is_the_same_to_the_bit(engine, brief):
    assert digest(first(engine, brief, 1)) == digest(first(engine, brief, 1))
    assert digest(first(engine, brief, 1, replace(TINY, seed=8))) != digest(first(engine, brief, 1))


@render
def test_another_process_makes_the_very_same_frames(engine):
    here = " ".join(digest(first(engine, brief)) for brief in (SEA, parse("sunset clouds")))
    program = (
        "from tests.generation.studio.test_engine import *\n"
        "print(*(digest(first(StudioEngine(), brief)) for brief in (SEA, parse('sunset clouds'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == here


@render
def test_other_tiles_make_the_very_same_frames(engine, monkeypatch):
    plain = [digest(first(engine, brief)) for brief in (SEA, parse("sunset clouds"))]
    split = [(0, 0, 96, 7), (0, 7, 96, 20), (0, 27, 96, 27)]
    monkeypatch.setattr(sampling, "tiles_for", lambda *_: split)
    assert [digest(first(engine, brief)) for brief in (SEA, parse("sunset clouds"))] == plain


@render
def test_progress_ends_at_the_whole(engine):
    heard = []
    list(engine.render(CITY, TINY, RenderControl(on_progress=heard.append)).frames)
    shares = [p.done / p.total for p in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@render
def test_a_stopped_render_raises_and_can_be_followed_by_another(engine):
    control = RenderControl()
    frames = engine.render(CITY, TINY, control).frames
    next(frames)
    control.stop.set()
    with pytest.raises(Cancelled):
        list(frames)
    assert len(first(engine, CITY)) == 1


@render
def test_nothing_is_drawn_before_the_first_frame_is_asked_for(engine):
    heard = []
    rendering = engine.render(SEA, TINY, RenderControl(on_progress=heard.append))
    rendering.frames.close()
    assert heard == []


@render
def test_sound_is_made_unless_it_is_not_wanted(engine):
    loud = engine.render(SEA, TINY, RenderControl())
    silent = engine.render(SEA, replace(TINY, sound=False), RenderControl())
    assert loud.sound is not None
    assert len(loud.sound.samples) == 2 * loud.sound.rate
    assert silent.sound is None


@render
def test_quality_changes_the_shutter_and_not_the_scene(engine):
    draft, high = (
        first(engine, SEA, settings=replace(TINY, quality=q))[0].astype(float) for q in ("draft", "high")
    )
    assert np.abs(draft - high).mean() < 14
    assert not np.array_equal(draft, high)


@render
def test_what_cannot_be_shown_is_refused_for_good(engine):
    assert engine.cover(parse("a cat eating cake")).subject == "not at all"
    with pytest.raises(EngineError) as error:
        engine.render(parse("a cat eating cake"), TINY, RenderControl())
    assert error.value.permanent
    assert "no scene" in error.value.public


def test_a_machine_without_opengl_fails_for_good_and_says_so(engine, monkeypatch):
    monkeypatch.setattr(stage_module, "LIBEGL", "libNoSuchEGL.so.1")
    errors = []

    def run():
        try:
            engine.render(SEA, TINY, RenderControl())
        except EngineError as error:
            errors.append(error)

    thread = threading.Thread(target=run)  # a thread without a stage of its own
    thread.start()
    thread.join()
    (error,) = errors
    assert error.permanent
    assert "Install" in str(error)
    assert "libNoSuch" not in error.public


def test_work_grows_with_pixels_frames_and_quality(engine):
    def units(**changes):
        return engine.work(SEA, replace(TINY, **changes)).units

    assert units(width=192, height=108) == pytest.approx(4 * units())
    assert units(duration_ms=4000) == pytest.approx(2 * units())
    assert units(quality="high") == pytest.approx(8 * units())


def test_work_is_timed_by_family_and_quality(engine):
    keys = {
        engine.work(parse(p), replace(TINY, quality=q)).timing_key
        for p in PROMPTS.values()
        for q in ("draft", "high")
    }
    assert len(keys) == 12
    assert "studio/ocean/draft" in keys


def test_a_sample_of_a_720p_frame_is_at_most_one_cpu_second(engine):
    assert max(f.seconds_per_sample_megapixel for f in engine.families) * 0.92 + 0.07 < 1


def test_a_title_is_the_first_sentence_cut_at_a_word():
    assert title("slow waves.  Then more") == "Slow waves"
    assert title("  blue \n particles ") == "Blue particles"
    long = title("waves " * 40)
    assert len(long) <= 90
    assert long.endswith("waves…")
