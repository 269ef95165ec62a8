"""What a model can't make is said with the nearest that it can, and the nearest is then no problem."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.brief.parse import parse
from generation.engine.diffusion.engine import DiffusionEngine
from generation.engine.diffusion.families import KINDS
from generation.formats import ASPECTS, RATES, RESOLUTIONS, pixels

from .patience import patient
from .standing_in import BRIEF
from .test_native import EVERY_KIND, asked, configured


def against(name, settings, **changes):
    found = DiffusionEngine(configured(KINDS[name], **changes)).check(BRIEF, settings)
    return {one.field: (one.sentence, one.nearest) for one in found}


def test_nothing_stands_against_what_the_model_makes():
    assert against("wan-2.1-t2v-1.3b", asked()) == {}
    assert against("wan-2.2-ti2v-5b", asked(fps=60, duration_ms=60_000)) == {}


def test_a_picture_too_large_has_the_nearest_by_name_with_the_numbers():
    assert against("wan-2.1-t2v-1.3b", asked(resolution="2160p")) == {
        "resolution": (
            "Wan 2.1 1.3B makes pictures of 832×480 and enlarges them up to 1.5 times: choose 720p.",
            "720p",
        )
    }


def test_the_operator_decides_how_far_pictures_are_enlarged():
    assert "resolution" not in against("wan-2.1-t2v-1.3b", asked(resolution="1080p"), enlarge=2.25)
    found = against("wan-2.1-t2v-1.3b", asked(resolution="720p"), enlarge=0.5)
    assert found["resolution"] == (
        "Wan 2.1 1.3B makes pictures of 832×480 and enlarges them up to 0.5 times: choose another engine.",
        "",
    )


def test_too_many_frames_a_second():
    found = against("cogvideox-2b", asked(resolution="540p", fps=60, duration_ms=3_000))
    assert found == {"fps": ("CogVideoX 2B makes 8 frames a second, too few for 60: choose 25.", "25")}
    assert against("cogvideox-2b", asked(resolution="540p", fps=24)) == {}


def test_a_clip_longer_than_one_call_of_a_model_that_cannot_continue():
    found = against("wan-2.1-t2v-1.3b", asked(duration_ms=30_000))
    assert found == {"duration": ("Wan 2.1 1.3B makes at most 5 seconds: choose 5.", "5")}


def test_a_loop():
    found = against("wan-2.1-t2v-1.3b", asked(loop=True))
    assert found == {"loop": ("Wan 2.1 1.3B can't make a loop: leave it out.", "false")}


def test_following_from_a_clip_is_for_models_that_take_pictures():
    assert "follows" in against("wan-2.1-t2v-1.3b", asked(follows="variation"))
    assert "follows" in against("wan-2.1-t2v-1.3b", asked(follows="extend"))
    assert against("wan-2.2-ti2v-5b", asked(follows="variation")) == {}
    assert against("wan-2.2-ti2v-5b", asked(follows="extend")) == {}


def test_a_model_that_only_takes_pictures_makes_nothing_from_words():
    assert "engine" in against("wan-2.1-i2v-14b", asked())
    assert against("wan-2.1-i2v-14b", asked(follows="variation")) == {}


def test_sound_of_a_silent_model_is_a_note_and_no_problem():
    silent, heard = (DiffusionEngine(configured(KINDS[name])) for name in ("wan-2.1-t2v-1.3b", "ltx-2"))
    assert silent.check(BRIEF, asked(sound=True)) == ()
    assert silent.notes(asked(sound=True)) == ("Wan 2.1 1.3B makes no sound: the clip will be silent.",)
    assert silent.notes(asked(sound=False)) == ()
    assert heard.notes(asked(sound=True)) == ()


@pytest.mark.parametrize("name", KINDS)
def test_every_model_offers_what_the_form_can_ask_for(name):
    engine = DiffusionEngine(configured(KINDS[name]))
    assert (
        engine.check(BRIEF, asked("1:1", "360p", 24, follows=(*engine.follows, None)[0], duration_ms=2_000))
        == ()
    )


@patient
@given(
    EVERY_KIND,
    st.sampled_from(list(ASPECTS)),
    st.sampled_from(list(RESOLUTIONS)),
    st.sampled_from(RATES),
    st.integers(2_000, 60_000),
    st.booleans(),
)
def test_what_is_offered_can_be_made(kind, aspect, resolution, fps, duration, sound):
    engine = DiffusionEngine(configured(kind))
    settings = asked(aspect, resolution, fps, duration_ms=duration, sound=sound, loop=True)
    for one in engine.check(BRIEF, settings):
        if not one.nearest:
            assert one.field in ("engine", "follows")
        elif one.field == "resolution":
            width, height = pixels(aspect, one.nearest)
            settings = replace(settings, width=width, height=height)
        elif one.field == "fps":
            settings = replace(settings, fps=int(one.nearest))
        elif one.field == "duration":
            settings = replace(settings, duration_ms=round(float(one.nearest) * 1000))
        else:
            settings = replace(settings, loop=one.nearest == "true")
    assert [
        one.field for one in engine.check(BRIEF, settings) if one.field not in ("engine", "follows")
    ] == []


def test_a_prompt_longer_than_the_encoder_reads_is_said_before_anything_is_spent(tiny):
    kind = KINDS["ltx-video-2b"]
    engine = DiffusionEngine(replace(configured(kind), weights=str(tiny("ltx-video-2b"))))
    long = parse("a kite " * 100)
    (found,) = engine.check(long, asked())
    assert found.field == "prompt"
    assert "reads 128 tokens of a prompt" in found.sentence
    assert engine.check(parse("a kite"), asked()) == ()
