"""What a model is compiled for."""

from __future__ import annotations

from dataclasses import replace

from generation.engine.diffusion.clips.native import native
from generation.engine.diffusion.clips.segments import plan
from generation.engine.diffusion.clips.shapes import usual_shapes
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS
from generation.requests.ask import Ask


def model(name):
    return ConfiguredModel(name, KINDS[name], "stand-in/weights", KINDS[name].presets[0])


WIDE, TALL = (Ask("waves", aspect=aspect).render_settings(0) for aspect in ("16:9", "9:16"))


def test_the_first_ask_of_every_model_comes_before_the_second():
    wan, ltx = model("wan-2.1-t2v-1.3b"), model("ltx-video-2b")
    shapes = usual_shapes([wan, ltx], [WIDE, TALL])
    assert shapes[0] == (832, 480, 81)
    assert shapes[2] == (480, 832, 81)
    assert len(shapes) == 4


def test_they_are_the_very_shapes_of_the_calls():
    for name in ("wan-2.2-ti2v-5b", "ltx-video-2b", "skyreels-v2-df-1.3b", "helios-base"):
        one, ask = model(name), replace(WIDE, duration_ms=12_000)
        shape, made = usual_shapes([one], [ask])[0], native(one, ask)
        assert {(made.width, made.height, s.frames) for s in plan(one.kind, made.frames, 1)} == {shape}


def test_a_shape_is_named_once_and_what_can_not_be_made_not_at_all():
    wan = model("wan-2.1-t2v-1.3b")
    assert len(usual_shapes([wan, wan], [WIDE, WIDE])) == 1
    assert usual_shapes([wan], [replace(WIDE, duration_ms=20_000)]) == ()
