"""What a model can't be called with, said before it is touched."""

from __future__ import annotations

import pytest

from generation.engine.base import EngineError
from generation.engine.diffusion.calling.checking import check
from generation.engine.diffusion.families import KINDS

from .calling import SHAPES, TASKS, call_of, side_of, source
from .tiny import tiny_model


def refused(model, call) -> EngineError:
    with pytest.raises(EngineError) as raised:
        check(model, call)
    assert raised.value.permanent
    assert raised.value.public.startswith(model.kind.title)
    return raised.value


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_what_fits_passes(name, task):
    model = tiny_model(name)
    check(model, call_of(model, task))


@pytest.mark.parametrize("name", SHAPES)
def test_frames_off_the_rule_are_refused_with_those_that_would_do(name):
    model = tiny_model(name)
    task = next(iter(model.kind.pipelines))
    rule = model.kind.frames
    for frames in (0, rule.least - 1, rule.least + 1, rule.most + rule.step):
        error = refused(model, call_of(model, task, frames=frames))
        assert str(rule.at_least(frames)) in error.public
        check(model, call_of(model, task, frames=rule.at_least(frames)))


@pytest.mark.parametrize("name", SHAPES)
def test_sizes_off_the_rule_are_refused(name):
    model = tiny_model(name)
    task, side = next(iter(model.kind.pipelines)), model.kind.side
    for width, height in ((64 + side // 2, 64), (64, 64 - side // 2), (0, 64), (64, -64)):
        assert "divide by" in str(
            refused(model, call_of(model, task, width=width, height=height, context=None))
        )
    error = refused(model, call_of(model, task, width=1280, height=704, context=None))
    assert "8,192 pixels" in error.public


@pytest.mark.parametrize("name", [name for name in SHAPES if "extend" not in KINDS[name].pipelines])
def test_a_task_without_a_pipeline_is_refused(name):
    model = tiny_model(name)
    assert "'extend'" in refused(model, call_of(model, "extend", context=source(1))).public


@pytest.mark.parametrize("name", [name for name in SHAPES if "extend" in KINDS[name].pipelines])
def test_a_continuation_needs_its_frames_in_the_right_number_and_size(name):
    model = tiny_model(name)
    context = model.kind.context
    side = side_of(name)
    for count, width in ((0, side), (context - 1, side), (context + 1, side), (context, 2 * side)):
        refused(model, call_of(model, "extend", context=source(count, width, side)))
    refused(model, call_of(model, "extend", context=None))
    if model.kind.frames.fits(context):
        assert "none beyond" in refused(model, call_of(model, "extend", frames=context)).public


def test_a_picture_to_begin_with_is_asked_for_and_only_then():
    model = tiny_model("wan-2.2-ti2v-5b")
    assert "no frames" in refused(model, call_of(model, "image", context=None)).public
    assert "128 x 64" in refused(model, call_of(model, "image", context=source(1, 128, 64))).public
    refused(model, call_of(model, "text", context=source(1)))


def test_nothing_to_do_is_refused():
    model = tiny_model("wan-2.1-t2v-1.3b")
    refused(model, call_of(model, steps=0))
    refused(model, call_of(model, seeds=()))
