"""What every family gives for a call: its frames, exactly, the same for the same seed, and clean after a stop."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from generation.engine.base import BadPicture, EngineError
from generation.engine.diffusion.calling import loading, recipe
from generation.engine.diffusion.families import KINDS

from .calling import SHAPES, TASKS, WAYS, call_of, frames_of, side_of, source
from .tiny import tiny_model

#: What is added or rounded in another order in a batch may tip a value over to the next level.
BATCH_LEVELS = 1


class Stop(Exception):
    """What a caller raises to stop."""


def nothing(seen):
    pass


def made(loaded, name, task, **changes):
    """All frames of all takes of a call."""
    model, pipeline = loaded(name, task)
    return frames_of(recipe.run(pipeline, model, call_of(model, task, **changes), nothing))


@pytest.fixture(scope="session")
def usual(loaded):
    """`usual(name, task)`: the frames of the usual call, made once a process."""
    return cache(lambda name, task: made(loaded, name, task)[0])


def task_of(name):
    return next(iter(KINDS[name].pipelines))


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_a_call_gives_exactly_its_frames_the_same_each_time(loaded, usual, name, task):
    model, pipeline = loaded(name, task)
    call = call_of(model, task)
    steps = []
    takes = frames_of(recipe.run(pipeline, model, call, lambda seen: steps.append((seen.step, seen.steps))))
    assert list(takes) == [0]
    assert takes[0].shape == (call.frames, call.height, call.width, 3)
    assert takes[0].dtype == np.uint8
    assert takes[0].std() > 10  # a picture, neither black nor grey
    assert steps == [(step, len(steps)) for step in range(1, len(steps) + 1)]
    assert np.array_equal(takes[0], usual(name, task))


@pytest.mark.parametrize("name", SHAPES)
def test_another_seed_and_another_text_give_other_frames(loaded, usual, name):
    task = task_of(name)
    assert not np.array_equal(usual(name, task), made(loaded, name, task, seeds=(8,))[0])
    model, pipeline = loaded(name, task)
    one = recipe.encode(pipeline, model, call_of(model, task))
    other = recipe.encode(pipeline, model, call_of(model, task, prompt="a goldfish in a teapot"))
    assert not one.values["prompt_embeds"].equal(other.values["prompt_embeds"])
    if one.guided:
        assert one.values["negative_prompt_embeds"].equal(other.values["negative_prompt_embeds"])


@pytest.mark.parametrize("name", SHAPES)
def test_steps_are_counted_over_all_chunks_and_takes(loaded, name):
    task = task_of(name)
    model, pipeline = loaded(name, task)
    call = call_of(model, task, frames=model.kind.frames.most, steps=3, seeds=(1, 2))
    seen = []
    recipe.run(pipeline, model, call, lambda step: seen.append((step.step, step.steps)))
    chunks = 2 if model.kind.family == "helios" else 1
    chunks += name == "helios-distilled"  # whose first chunk takes twice the steps
    expected = 3 * chunks * (1 if model.kind.batches and task == "text" else 2)
    assert seen == [(at, expected) for at in range(1, expected + 1)]


@pytest.mark.parametrize(("name", "task"), WAYS)
def test_a_stop_at_any_step_leaves_the_next_job_as_it_would_have_been(loaded, usual, name, task):
    model, pipeline = loaded(name, task)
    for last in (1, 2):
        heard = []

        def stop(seen, last=last, heard=heard):
            heard.append(seen.step)
            if seen.step == last:
                raise Stop

        with pytest.raises(Stop):
            recipe.run(pipeline, model, call_of(model, task, prompt="another job", seeds=(99,)), stop)
        assert heard == list(range(1, last + 1))  # not a step more
    assert np.array_equal(made(loaded, name, task)[0], usual(name, task))


@pytest.mark.parametrize("name", SHAPES)
def test_a_stop_while_pictures_are_decoded_leaves_the_next_job_as_it_would_have_been(loaded, usual, name):
    model, pipeline = loaded(name)
    task = task_of(name)
    chunks = recipe.run(pipeline, model, call_of(model, task, seeds=(99,)), nothing).chunks
    next(chunks)
    chunks.close()
    assert np.array_equal(made(loaded, name, task)[0], usual(name, task))


def test_caches_of_a_stopped_job_do_not_reach_the_next(loaded):
    from diffusers import FirstBlockCacheConfig

    name = "wan-2.1-t2v-1.3b"
    model, pipeline = loaded(name)
    pipeline.transformer.enable_cache(FirstBlockCacheConfig(threshold=0.2))
    try:
        expected = made(loaded, name, "text", steps=6)[0]

        def stop(seen):
            if seen.step == 3:
                raise Stop

        with pytest.raises(Stop):
            recipe.run(pipeline, model, call_of(model, prompt="another job", steps=6, seeds=(99,)), stop)
        assert np.array_equal(made(loaded, name, "text", steps=6)[0], expected)
    finally:
        pipeline.transformer.disable_cache()


@pytest.mark.parametrize(("name", "task"), WAYS)
def test_several_seeds_give_what_each_would_give_alone(loaded, usual, name, task):
    together = made(loaded, name, task, seeds=(8, 7))
    assert list(together) == [0, 1]
    apart = np.abs(together[1].astype(int) - usual(name, task))
    assert apart.max() <= (BATCH_LEVELS if KINDS[name].batches and task == "text" else 0)
    assert not np.array_equal(together[0], together[1])


@pytest.mark.parametrize("name", SHAPES)
def test_a_clip_wider_than_high(loaded, name):
    task = task_of(name)
    side = side_of(name)
    context = source(1, 2 * side, side) if task == "image" else None
    frames = made(loaded, name, task, width=2 * side, context=context)[0]
    assert frames.shape[1:] == (side, 2 * side, 3)


@pytest.mark.parametrize("name", [name for name in SHAPES if "image" in KINDS[name].pipelines])
def test_the_first_picture_decides_the_clip(loaded, usual, name):
    other = np.ascontiguousarray(source(1, side_of(name))[:, ::-1])
    assert not np.array_equal(usual(name, "image"), made(loaded, name, "image", context=other)[0])


@pytest.mark.parametrize("name", [name for name in SHAPES if "extend" in KINDS[name].pipelines])
def test_a_continued_clip_follows_from_the_frames_that_it_continues_from(loaded, usual, name):
    model, _ = loaded(name, "extend")
    new = slice(model.kind.context, None)
    other = np.ascontiguousarray(source(model.kind.context, side_of(name))[::-1, ::-1])
    follows = made(loaded, name, "extend", context=other)[0]
    assert not np.array_equal(follows[new], usual(name, "extend")[new])


@pytest.mark.parametrize("name", ["skyreels-v2-df-1.3b", "helios-base", "helios-distilled"])
def test_a_continued_clip_begins_with_the_frames_that_it_continues_from(loaded, usual, name):
    """Given back as they came (Helios), or through the autoencoder; a seed decides over what is new alone."""
    one, seed = usual(name, "extend"), made(loaded, name, "extend", seeds=(8,))[0]
    context = loaded(name, "extend")[0].kind.context
    apart = np.abs(one.astype(int) - seed)
    assert apart[: context // 2].mean() < apart[context:].mean() / 2
    if name.startswith("helios"):
        assert np.array_equal(one[:context], source(context, side_of(name)))


def test_sound_is_as_long_as_the_picture(loaded):
    model, pipeline = loaded("ltx-2")
    for frames in (9, 17, 25):
        given = recipe.run(pipeline, model, call_of(model, frames=frames, seeds=(7, 8)), nothing)
        assert given.sound_rate == 24_000
        assert [wave.shape for wave in given.sound] == [
            (frames * 1000, 2)
        ] * 2  # 24,000 at 24 frames a second
        assert given.sound[0].dtype == np.float32
        assert not np.array_equal(given.sound[0], given.sound[1])
        assert (
            given.sound[0][-1_600:-1_200].std() > 0
        )  # the last 50 ms are less than one latent and may be silent


def test_a_silent_call_makes_no_sound(loaded, monkeypatch):
    model, pipeline = loaded("ltx-2")
    monkeypatch.setattr(type(pipeline.vocoder), "forward", lambda *a: pytest.fail("the vocoder ran"))
    given = recipe.run(pipeline, model, call_of(model, sound=False), nothing)
    assert given.sound is None
    assert given.sound_rate == 0


@pytest.mark.parametrize("name", SHAPES)
def test_latents_that_are_not_numbers_are_a_bad_picture(loaded, spoil, name):
    task = task_of(name)
    model, pipeline = loaded(name, task)
    transformer = getattr(pipeline, "transformer_2", None) or pipeline.transformer
    spoil(next(value for key, value in transformer.named_parameters() if key.endswith("bias")))
    with pytest.raises(BadPicture) as raised:
        recipe.run(pipeline, model, call_of(model, task, steps=6), nothing)
    assert not raised.value.permanent  # another seed may do


@pytest.mark.parametrize("name", ["ltx-video-2b", "wan-2.1-t2v-1.3b"])
def test_pictures_that_are_not_numbers_are_a_bad_picture(loaded, spoil, name):
    model, pipeline = loaded(name)
    spoil(next(value for key, value in pipeline.vae.decoder.named_parameters() if "conv_out" in key))
    given = recipe.run(pipeline, model, call_of(model), nothing)
    with pytest.raises(BadPicture):
        next(given.chunks)


def test_sound_that_is_not_numbers_is_a_bad_picture(loaded, spoil):
    model, pipeline = loaded("ltx-2")
    spoil(next(pipeline.vocoder.parameters()))
    with pytest.raises(BadPicture):
        recipe.run(pipeline, model, call_of(model), nothing)


@pytest.mark.parametrize("name", ["wan-2.1-t2v-1.3b", "cogvideox-2b", "helios-base", "skyreels-v2-df-1.3b"])
def test_memory_does_not_grow_with_the_clip_where_the_autoencoder_goes_frame_by_frame(loaded, name):
    model, pipeline = loaded(name)
    frames = model.kind.frames.most
    sizes = [
        len(part) for _, part in recipe.run(pipeline, model, call_of(model, frames=frames), nothing).chunks
    ]
    assert sum(sizes) == frames
    assert max(sizes) <= 9


@pytest.mark.parametrize("name", SHAPES)
def test_half_precision_gives_pictures_too(tiny, name):
    import torch

    model, task = tiny_model(name, tiny(name)), task_of(name)
    pipeline = loading.load(model, task)
    assert pipeline.transformer.dtype == torch.bfloat16
    frames = frames_of(recipe.run(pipeline, model, call_of(model, task), nothing))[0]
    assert frames.std() > 10


def test_a_call_that_breaks_the_rules_never_reaches_the_model(loaded):
    model, pipeline = loaded("wan-2.1-t2v-1.3b")
    with pytest.raises(EngineError) as raised:
        recipe.run(pipeline, model, call_of(model, frames=8), lambda seen: pytest.fail("the model ran"))
    assert raised.value.permanent
