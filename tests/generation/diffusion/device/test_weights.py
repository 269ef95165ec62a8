"""What a folder of weights says of itself."""

from __future__ import annotations

import os
import shutil

import pytest

from generation.engine.diffusion.device.gpu import GIB
from generation.engine.diffusion.device.memory import Weights
from generation.engine.diffusion.device.weights import (
    NoWeights,
    encoder_identity,
    folder_of,
    identity,
    weights_in,
)
from generation.engine.diffusion.families import KINDS

from .rig import WAN, model


@pytest.fixture
def folder(tiny, tmp_path):
    return shutil.copytree(tiny(WAN), tmp_path / "wan")


def test_weights_are_counted_from_their_files(folder):
    from diffusers import AutoencoderKLWan, WanTransformer3DModel

    found = weights_in(folder, KINDS[WAN])
    transformer = WanTransformer3DModel.from_pretrained(folder, subfolder="transformer").num_parameters()
    vae = AutoencoderKLWan.from_pretrained(folder, subfolder="vae").num_parameters()
    assert found.transformer * GIB == pytest.approx(2 * transformer)
    assert found.vae * GIB == pytest.approx(4 * vae)  # Wan's is held in float32
    assert 0 < found.encoder < found.transformer + found.vae
    assert (found.layers, found.experts) == (30, 1)


def test_two_experts_are_seen(tiny):
    assert weights_in(tiny("wan-2.2-t2v-a14b"), KINDS["wan-2.2-t2v-a14b"]).experts == 2


def test_other_files_leave_it_to_what_the_kind_declares(folder):
    file = folder / "vae" / "diffusion_pytorch_model.safetensors"
    file.rename(file.with_suffix(".bin"))
    assert weights_in(folder, KINDS[WAN]) == Weights.of(KINDS[WAN])


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 7, b"\xff" * 64, (2).to_bytes(8, "little") + b"{"],
    ids=["empty", "short", "noise", "cut off"],
)
def test_a_file_that_is_no_safetensors_is_named(folder, content):
    file = folder / "transformer" / "diffusion_pytorch_model.safetensors"
    file.write_bytes(content)
    with pytest.raises(
        NoWeights, match=r"transformer/\S+ (is empty|is cut off|is no safetensors file|has a header)"
    ):
        weights_in(folder, KINDS[WAN])


def test_the_identity_of_weights_changes_with_index_and_sizes(folder):
    named = model(folder)
    before = identity(named, folder)
    assert before == identity(named, folder)
    index = folder / "model_index.json"
    index.write_text(index.read_text() + "\n")
    assert identity(named, folder).index != before.index
    file = folder / "vae" / "diffusion_pytorch_model.safetensors"
    with file.open("ab") as end:
        end.write(b"more")
    assert identity(named, folder).sizes != before.sizes


def test_the_same_encoder_files_are_one_encoder(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    assert encoder_identity(other) != encoder_identity(folder)
    for part in ("text_encoder", "tokenizer"):
        shutil.rmtree(other / part)
        (other / part).symlink_to(folder / part)
    assert encoder_identity(other) == encoder_identity(folder)


def test_changed_encoder_files_are_another_encoder(folder):
    before = encoder_identity(folder)
    file = folder / "text_encoder" / "model.safetensors"
    os.utime(file, ns=(1, 1))
    assert encoder_identity(folder) != before


def test_a_hub_name_that_is_not_on_this_machine_is_not_fetched(monkeypatch, tmp_path):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(NoWeights, match="not on this machine; fetch it, or set download = true"):
        folder_of(model("somebody/some-model"))
    assert list(tmp_path.iterdir()) == []
