"""Text encoders apart from their models."""

from __future__ import annotations

import re
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from generation.engine.base import EngineError
from generation.engine.diffusion.calling import loading, recipe
from generation.engine.diffusion.device.encoders import encoding_pipeline, load_text_parts
from generation.engine.diffusion.families import KINDS

from .rig import WAN, call, model

WORDS = {known.family: known.name for known in KINDS.values() if "text" in known.pipelines}


@pytest.mark.parametrize("kind", sorted(WORDS.values()))
def test_an_encoder_alone_says_what_the_whole_pipeline_says(tiny, kind):
    named, task, asked = model(tiny(kind), kind), "text", call(kind)
    parts = load_text_parts(named, task, tiny(kind), "float32", "cpu")
    alone = recipe.encode(encoding_pipeline(named, task, parts), named, asked)
    whole = recipe.encode(loading.load(named, task, dtype="float32"), named, asked)
    assert alone.values.keys() == whole.values.keys()
    for name, value in whole.values.items():
        assert torch.equal(alone.values[name], value), name
    modules = [part for part in parts.values() if isinstance(part, torch.nn.Module)]
    assert modules
    assert not any(parameter.requires_grad for part in modules for parameter in part.parameters())


def test_an_encoder_that_lacks_weights_is_refused_rather_than_filled_with_noise(tiny, tmp_path):
    folder = shutil.copytree(tiny(WAN), tmp_path / "wan")
    file = folder / "text_encoder" / "model.safetensors"
    whole = load_file(file)
    lost = next(name for name in whole if name.endswith("layer_norm.weight"))
    save_file({name: value for name, value in whole.items() if name != lost}, file, {"format": "pt"})
    with pytest.raises(EngineError, match=f"text_encoder in .* lacks 1 weights, {re.escape(lost)}") as raised:
        load_text_parts(model(folder), "text", folder, "float32", "cpu")
    assert raised.value.permanent
