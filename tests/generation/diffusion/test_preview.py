"""Previews: small pictures from the latents of any step, at no cost to the render."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from generation.engine.base import BadPicture
from generation.engine.diffusion.calling import preview, recipe

from .calling import WAYS, call_of, frames_of


@pytest.mark.parametrize(("name", "task"), WAYS)
def test_every_step_shows_a_small_picture_and_changes_nothing(loaded, name, task):
    model, pipeline = loaded(name, task)
    call = call_of(model, task, steps=3)
    seen = []
    looked = frames_of(recipe.run(pipeline, model, call, lambda step: seen.append(step.look())))[0]
    for picture in seen:
        assert picture.dtype == np.uint8
        assert picture.flags["C_CONTIGUOUS"]
        assert picture.shape[2] == 3
        assert picture.shape[0] == picture.shape[1]  # as square as the clip
        assert picture.std() > 5
    if name != "helios-distilled":  # whose first steps are of a smaller picture
        assert {picture.shape for picture in seen} == {(call.height, call.width, 3)}
    assert np.array_equal(looked, frames_of(recipe.run(pipeline, model, call, lambda step: None))[0])


@pytest.mark.parametrize("name", ["wan-2.1-t2v-1.3b", "ltx-video-2b", "hunyuan-video", "mochi-1", "ltx-2"])
def test_the_last_preview_is_the_expected_clip_and_earlier_ones_come_closer(loaded, name):
    """The estimate of the last step is where the latents end; the noisy latents of the first are far from it."""
    model, pipeline = loaded(name)
    latents = []

    def keep(step):
        *_, now, before = step.look.args
        latents.append((now, preview.clean_estimate(pipeline.scheduler, now, before)))

    recipe.run(pipeline, model, call_of(model, steps=6), keep)
    end = latents[-1][0]
    for noisy, estimate in latents[1:-1]:
        assert (estimate - end).abs().mean() < (noisy - end).abs().mean()
    assert torch.allclose(latents[-1][1], end, atol=0.05)


def test_a_large_clip_gives_a_small_preview(loaded):
    model, pipeline = loaded("ltx-video-2b")
    wide = replace(model, kind=replace(model.kind, largest_area=1024 * 512))
    seen = []
    call = call_of(wide, width=1024, height=512, steps=1)
    recipe.run(pipeline, wide, call, lambda step: seen.append(step.look()))
    assert seen[0].shape == (160, 320, 3)


@pytest.mark.parametrize("name", ["wan-2.1-t2v-1.3b", "ltx-video-2b", "cogvideox-2b", "helios-base"])
def test_a_preview_of_what_is_not_numbers_is_black(loaded, spoil, name):
    model, pipeline = loaded(name)
    spoil(next(value for key, value in pipeline.transformer.named_parameters() if key.endswith("bias")))
    seen = []
    with pytest.raises(BadPicture):
        recipe.run(pipeline, model, call_of(model), lambda step: seen.append(step.look()))
    assert len(seen) == 2
    assert not any(picture.any() for picture in seen)
