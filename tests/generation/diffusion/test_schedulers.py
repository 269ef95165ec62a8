"""Another scheduler for one call, and what can't be asked for."""

from __future__ import annotations

import numpy as np
import pytest

from generation.engine.base import EngineError
from generation.engine.diffusion.calling import recipe
from generation.engine.diffusion.families import KINDS, family

from .calling import SHAPES, call_of, frames_of

CHOICES = [
    (name, scheduler)
    for name in SHAPES
    if name not in ("wan-2.2-t2v-a14b", "wan-2.2-i2v-a14b", "cogvideox-5b")
    for scheduler in family(KINDS[name]).schedulers
    if not name.startswith("helios")  # its two belong to a model each
]


def make(loaded, name, **changes):
    model, pipeline = loaded(name)
    call = call_of(model, next(iter(model.kind.pipelines)), steps=4, **changes)
    return frames_of(recipe.run(pipeline, model, call, lambda seen: None))[0]


@pytest.mark.parametrize(("name", "scheduler"), CHOICES)
def test_each_scheduler_of_a_family_runs_and_leaves_the_pipeline_its_own(loaded, name, scheduler):
    _, pipeline = loaded(name)
    own = pipeline.scheduler
    frames = make(loaded, name, scheduler=scheduler)
    assert frames.std() > 10
    assert pipeline.scheduler is own
    if scheduler == type(own).__name__ and KINDS[name].presets[0].flow_shift is None:
        assert np.array_equal(frames, make(loaded, name))
    elif scheduler != type(own).__name__:
        assert not np.array_equal(frames, make(loaded, name))


@pytest.mark.parametrize("name", SHAPES)
def test_a_scheduler_that_the_family_can_not_run_with_is_refused_with_those_that_would_do(loaded, name):
    model, pipeline = loaded(name)
    own = pipeline.scheduler
    call = call_of(model, next(iter(model.kind.pipelines)), scheduler="DreamScheduler")
    with pytest.raises(EngineError, match="'DreamScheduler'") as raised:
        recipe.run(pipeline, model, call, lambda seen: pytest.fail("the model ran"))
    assert raised.value.permanent
    for known in family(model.kind).schedulers:
        assert known in str(raised.value)
    assert pipeline.scheduler is own


@pytest.mark.parametrize("name", ["wan-2.1-t2v-1.3b", "hunyuan-video", "skyreels-v2-df-1.3b"])
def test_a_shift_changes_the_frames_of_its_call_alone(loaded, name):
    before = make(loaded, name, flow_shift=None)
    assert not np.array_equal(before, make(loaded, name, flow_shift=11.0))
    assert np.array_equal(before, make(loaded, name, flow_shift=None))


def test_the_folders_shift_goes_over_to_another_scheduler(loaded):
    """Wan's UniPC calls it flow_shift, the Euler scheduler shift."""
    name, euler = "wan-2.1-t2v-1.3b", "FlowMatchEulerDiscreteScheduler"
    assert loaded(name)[1].scheduler.config.flow_shift == 3.0
    kept = make(loaded, name, scheduler=euler)
    assert np.array_equal(kept, make(loaded, name, scheduler=euler, flow_shift=3.0))
    assert not np.array_equal(kept, make(loaded, name, scheduler=euler, flow_shift=1.0))


@pytest.mark.parametrize("name", ["ltx-video-2b", "cogvideox-2b"])
def test_a_shift_has_no_place_in_some_schedulers(loaded, name):
    model, pipeline = loaded(name)
    with pytest.raises(EngineError, match="leave flow_shift out"):
        recipe.run(pipeline, model, call_of(model, flow_shift=5.0), lambda seen: pytest.fail("the model ran"))


def test_the_distilled_ltx2_runs_with_its_own_noise_levels(loaded):
    model, pipeline = loaded("ltx-2")
    sigmas = []
    call = call_of(model, steps=8, guidance=1.0)
    recipe.run(
        pipeline, model, call, lambda seen: sigmas.append(float(pipeline.scheduler.sigmas[seen.step - 1]))
    )
    assert sigmas == pytest.approx([1.0, 0.99375, 0.9875, 0.98125, 0.975, 0.909375, 0.725, 0.421875])
