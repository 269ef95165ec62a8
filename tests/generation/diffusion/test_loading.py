"""Folders of weights: what is wrong with one is said, and whose fault it is."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from generation.engine.base import EngineError
from generation.engine.diffusion.calling import loading, recipe
from generation.engine.diffusion.families import KINDS

from .calling import SHAPES, TASKS, call_of, frames_of
from .tiny import tiny_model

WAN = "wan-2.1-t2v-1.3b"


@pytest.fixture
def copy(tiny, tmp_path):
    """`copy(name)`: a model with a copy of its folder, to be spoiled."""

    def make(name=WAN):
        folder = tmp_path / name
        shutil.copytree(tiny(name), folder)
        return tiny_model(name, folder), folder

    return make


def refused(model, task="text", **more) -> str:
    with pytest.raises(EngineError) as raised:
        loading.load(model, task, **more)
    assert raised.value.permanent
    assert raised.value.public == "This model can't be used just now; choose another."
    return str(raised.value)


def weights(folder, part="transformer"):
    return next((folder / part).glob("*.safetensors"))


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_each_task_is_loaded_by_its_own_class(tiny, name, task):
    model = tiny_model(name, tiny(name))
    pipeline = loading.load(model, task, dtype="float32")
    assert type(pipeline).__name__ == KINDS[name].pipelines[task]
    assert not any(value.requires_grad for value in pipeline.transformer.parameters())


@pytest.mark.parametrize("name", [name for name in SHAPES if len(set(KINDS[name].pipelines.values())) > 1])
def test_a_second_task_shares_the_weights_in_their_own_precision(tiny, name):
    model = tiny_model(name, tiny(name))
    tasks = list(model.kind.pipelines)
    first = loading.load(model, tasks[0])
    second = loading.for_task(first, model, tasks[-1])
    assert type(second) is not type(first)
    assert second.transformer is first.transformer
    assert second.vae is first.vae
    assert second.transformer.dtype == torch.bfloat16
    alone = loading.load(model, tasks[-1])
    assert dict(second.config).keys() - {"_name_or_path"} == dict(alone.config).keys() - {"_name_or_path"}
    call = call_of(model, tasks[-1])
    shared = frames_of(recipe.run(second, model, call, lambda seen: None))[0]
    assert np.array_equal(shared, frames_of(recipe.run(alone, model, call, lambda seen: None))[0])


def test_the_same_class_is_the_same_pipeline(loaded):
    model, pipeline = loaded("helios-base", "text")
    assert loading.for_task(pipeline, model, "extend") is pipeline


def test_the_autoencoder_keeps_its_precision_where_it_needs_it(tiny):
    wan = loading.load(tiny_model(WAN, tiny(WAN)), "text")
    assert (wan.vae.dtype, wan.text_encoder.dtype) == (torch.float32, torch.bfloat16)
    ltx = loading.load(tiny_model("ltx-video-2b", tiny("ltx-video-2b")), "text")
    assert ltx.vae.dtype == torch.bfloat16


def test_without_its_encoder_a_pipeline_is_loaded_for_embeddings_alone(copy):
    model, folder = copy()
    assert loading.load(model, "text", without_encoder=True).text_encoder is None
    shutil.rmtree(folder / "text_encoder")
    assert "text_encoder/ is missing" in refused(model, without_encoder=True)


def test_no_folder(tmp_path):
    assert "does not exist on this machine" in refused(tiny_model(WAN, tmp_path / "gone"))


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("model_index.json", "has no model_index.json"),
        ("vae/config.json", "vae/config.json is missing"),
        ("scheduler/scheduler_config.json", "scheduler/scheduler_config.json is missing"),
    ],
)
def test_no_config(copy, part, says):
    model, folder = copy()
    (folder / part).unlink()
    assert says in refused(model)


@pytest.mark.parametrize("text", ["{", "\x00\xff", "[1, 2]"])
def test_a_config_that_is_none(copy, text):
    model, folder = copy()
    (folder / "model_index.json").write_text(text)
    assert "model_index.json is not JSON" in refused(model)


def test_a_folder_of_another_family(copy, tiny):
    model = tiny_model(WAN, tiny("ltx-video-2b"))
    assert "a folder of LTXPipeline" in refused(model)


def test_a_class_that_nobody_knows(copy):
    model, folder = copy()
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps(index | {"_class_name": "WanDreamPipeline"}))
    assert "a folder of WanDreamPipeline" in refused(model)


def test_a_part_of_another_class(copy, tiny):
    model, folder = copy()
    shutil.rmtree(folder / "transformer")
    shutil.copytree(tiny("ltx-video-2b") / "transformer", folder / "transformer")
    assert "transformer/config.json is of a LTXVideoTransformer3DModel" in refused(model)


def test_a_part_that_is_missing(copy):
    model, folder = copy()
    shutil.rmtree(folder / "vae")
    assert "vae/ is missing" in refused(model)


def test_weights_that_are_missing(copy):
    model, folder = copy()
    weights(folder).unlink()
    assert "has no weights" in refused(model)


def test_one_of_several_files_that_is_missing(copy):
    model, folder = copy()
    whole = load_file(weights(folder))
    weights(folder).unlink()
    names = sorted(whole)
    parts = {"a.safetensors": names[::2], "b.safetensors": names[1::2]}
    for file, keys in parts.items():
        save_file({key: whole[key] for key in keys}, folder / "transformer" / file)
    index = {"metadata": {}, "weight_map": {key: file for file, keys in parts.items() for key in keys}}
    (folder / "transformer" / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(index))
    loading.load(model, "text")
    (folder / "transformer" / "b.safetensors").unlink()
    assert "b.safetensors is missing" in refused(model)


@pytest.mark.parametrize("keep", [0, 4, 100, -1, -10_000])
def test_weights_that_are_cut_short(copy, keep):
    model, folder = copy()
    path = weights(folder)
    path.write_bytes(path.read_bytes()[:keep])
    said = refused(model)
    assert "is cut off" in said if keep else "is empty" in said


def test_weights_that_are_something_else(copy):
    model, folder = copy()
    weights(folder).write_bytes(b"<html>Not found</html>" * 100)
    assert "no safetensors file" in refused(model)


def test_weights_that_were_quantised_by_another_library(copy):
    model, folder = copy()
    path = weights(folder)
    save_file({key: (value * 100).to(torch.int8) for key, value in load_file(path).items()}, path)
    assert "is quantised to I8" in refused(model)


def test_weights_that_lack_some_of_the_model(copy):
    model, folder = copy()
    path = weights(folder)
    whole = load_file(path)
    lost = whole.pop("proj_out.weight")
    save_file({**whole, "renamed.weight": lost}, path)
    assert "proj_out" in refused(model)


def test_weights_that_do_not_fit_the_config(copy):
    model, folder = copy()
    path = folder / "transformer" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"ffn_dim": 64}))
    assert "can't be loaded" in refused(model)


def test_weights_that_vanish_after_they_were_looked_at(copy, monkeypatch):
    model, folder = copy()
    look = loading.look_at

    def then_remove(model):
        report = look(model)
        weights(folder).unlink()
        return report

    monkeypatch.setattr(loading, "look_at", then_remove)
    assert "vanished while they were read" in refused(model)


def test_a_precision_that_nobody_knows(tiny):
    assert "bfloat16, float16, float32" in refused(tiny_model(WAN, tiny(WAN)), dtype="int4")


def test_a_task_without_a_pipeline(tiny):
    assert "'extend'" in refused(tiny_model(WAN, tiny(WAN)), "extend")


def test_a_hub_name_is_not_downloaded_unasked():
    model = tiny_model(WAN, weights="Wan-AI/Wan2.1-T2V-1.3B-Diffusers")
    assert "fetch it: hf download Wan-AI/Wan2.1-T2V-1.3B-Diffusers" in refused(model)


def test_a_driver_that_is_too_old(tiny, monkeypatch):
    """The words are torch's own (torch/csrc/cuda, "The NVIDIA driver on your system is too old")."""

    def init():
        raise RuntimeError(
            "The NVIDIA driver on your system is too old (found version 11040). Please update it."
        )

    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "init", init)
    with pytest.raises(EngineError, match=r"too old for this torch \(CUDA 13.0\)") as raised:
        loading.load(tiny_model(WAN, tiny(WAN)), "text")
    assert raised.value.permanent
    assert "not set up yet" in raised.value.public


def test_a_machine_without_a_gpu_loads_on_its_cpu(tiny, monkeypatch):
    def init():
        raise RuntimeError("No CUDA GPUs are available")

    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "init", init)
    assert loading.load(tiny_model(WAN, tiny(WAN)), "text").device.type == "cpu"
