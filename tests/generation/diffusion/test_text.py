"""Texts: encoded once, kept, used without an encoder; refused where the encoder would cut them."""

from __future__ import annotations

import numpy as np
import pytest

from generation.engine.base import EngineError
from generation.engine.diffusion.calling import loading, recipe
from generation.engine.diffusion.families import KINDS, family

from .calling import SHAPES, call_of, frames_of


def task_of(name):
    return next(iter(KINDS[name].pipelines))


@pytest.mark.parametrize("name", SHAPES)
def test_embeddings_made_before_give_the_same_frames_without_an_encoder(tiny, loaded, name):
    model, pipeline = loaded(name)
    call = call_of(model, task_of(name))
    held = recipe.encode(pipeline, model, call)
    expected = frames_of(recipe.run(pipeline, model, call, lambda seen: None))[0]
    bare = loading.load(model, task_of(name), dtype="float32", without_encoder=True)
    assert all(getattr(bare, part) is None for part in family(model.kind).encoders)
    frames = frames_of(recipe.run(bare, model, call, lambda seen: None, held))[0]
    assert np.array_equal(frames, expected)


@pytest.mark.parametrize("name", SHAPES)
def test_embeddings_hold_the_negative_only_where_it_is_used(loaded, name):
    model, pipeline = loaded(name)
    plain = recipe.encode(pipeline, model, call_of(model, task_of(name), guidance=1.0))
    guided = recipe.encode(pipeline, model, call_of(model, task_of(name), guidance=4.0))
    assert not plain.guided
    assert guided.guided == model.kind.negative
    assert guided.bytes == plain.bytes * (2 if model.kind.negative else 1)
    assert all(len(value) == 1 for value in guided.values.values())


@pytest.mark.parametrize("name", SHAPES)
def test_a_text_as_long_as_the_encoder_takes_is_read_and_a_longer_one_refused(loaded, name):
    """By token: a text of single letters, each a token, up to the very last."""
    model, pipeline = loaded(name)
    most = model.kind.encoder.tokens
    spare = most - family(model.kind).count(pipeline, "~")
    fits = "~".join(["^"] * (spare // 2 + 1)) + "~" * (spare % 2)
    assert family(model.kind).count(pipeline, fits) == most
    recipe.encode(pipeline, model, call_of(model, task_of(name), prompt=fits))
    with pytest.raises(EngineError, match="text is 3 tokens longer") as raised:
        recipe.encode(pipeline, model, call_of(model, task_of(name), prompt=f"{fits}^~^"))
    assert raised.value.permanent
    assert "too long" in raised.value.public
    assert "by 3 tokens" in raised.value.public


def test_a_negative_that_is_too_long_is_refused_too(loaded):
    model, pipeline = loaded("wan-2.1-t2v-1.3b")
    long = "^~" * 300
    with pytest.raises(EngineError, match="not wanted is"):
        recipe.encode(pipeline, model, call_of(model, negative=long))
    recipe.encode(pipeline, model, call_of(model, negative=long, guidance=1.0))  # which nobody reads


def test_a_text_that_is_too_long_never_reaches_the_model(loaded):
    model, pipeline = loaded("wan-2.1-t2v-1.3b")
    with pytest.raises(EngineError, match="tokens longer"):
        recipe.run(pipeline, model, call_of(model, prompt="^~" * 300), lambda seen: pytest.fail("it ran"))


def test_embeddings_without_a_negative_are_not_taken_for_a_call_that_needs_one(loaded):
    model, pipeline = loaded("wan-2.1-t2v-1.3b")
    plain = recipe.encode(pipeline, model, call_of(model, guidance=1.0))
    one = frames_of(recipe.run(pipeline, model, call_of(model), lambda seen: None, plain))[0]
    two = frames_of(recipe.run(pipeline, model, call_of(model), lambda seen: None))[0]
    assert np.array_equal(one, two)


def test_spaces_and_lines_are_one_space(loaded):
    model, pipeline = loaded("wan-2.1-t2v-1.3b")
    one = recipe.encode(pipeline, model, call_of(model, prompt="a red  car\n at dusk "))
    two = recipe.encode(pipeline, model, call_of(model, prompt="a red car at dusk"))
    assert one.values["prompt_embeds"].equal(two.values["prompt_embeds"])


def test_embeddings_move_to_another_device(loaded):
    model, pipeline = loaded("ltx-video-2b")
    held = recipe.encode(pipeline, model, call_of(model))
    assert all(value.device.type == "meta" for value in held.to("meta").values.values())
    assert held.to("meta").guided == held.guided
