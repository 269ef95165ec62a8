"""The tiny pipelines are what the other tests take them for."""

from __future__ import annotations

import json

import pytest

from generation.engine.diffusion.families import KINDS

from .tiny import tiny_model


@pytest.mark.parametrize("name", KINDS)
def test_every_known_model_has_a_tiny_pipeline_of_its_own_class(tiny, name):
    folder = tiny(name)
    written = json.loads((folder / "model_index.json").read_text())["_class_name"]
    assert written in KINDS[name].pipelines.values()
    assert sum(path.stat().st_size for path in folder.rglob("*")) < 4_000_000


@pytest.mark.parametrize("name", KINDS)
def test_a_tiny_model_keeps_the_rules_of_its_kind(name):
    model = tiny_model(name)
    assert model.kind.short_sides == (64,)
    assert model.kind.frames.fits(model.kind.frames.most)
    assert model.kind.side == KINDS[name].side
    assert model.preset in model.kind.presets
