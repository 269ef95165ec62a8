"""Full-size models with random weights, saved as folders like real ones. Their pictures mean nothing.

Never zeros: a GPU multiplies zeros with less power and so at a higher clock.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.generation.diffusion.tiny import tokenizer, unipc

#: What is left free on the disk beside the weights.
SPARE = 2 * 2**30


class NoRoom(Exception):
    """The scratch folder's disk is too small; the message says what is needed."""


def random(made: Callable[[], Any], device: str) -> Any:
    """A model of random bfloat16 weights, made on `device` without the classes' own slow initialisation.

    Matrices and convolutions are normal with a standard deviation of 1 / sqrt(inputs), so that a layer gives back what
    it gets and 40 of them stay finite; norms are 1; biases and tables normal and small.
    """
    import torch

    with torch.device("meta"):
        model = made()
    model = model.to(torch.bfloat16).to_empty(device=device)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            last = name.rpartition(".")[2]
            if ("norm" in name and last == "weight") or last == "gamma":
                weight.fill_(1)
            elif weight.ndim < 2 or "table" in last:
                weight.normal_(0, 0.02)
            else:
                weight.normal_(0, 1 / math.sqrt(weight[0].numel()))
        for name, buffer in model.named_buffers():
            if buffer.is_floating_point():
                buffer.fill_(1 if name.endswith("std") or name.endswith("std-of-means") else 0)
    if hasattr(model, "tie_weights"):
        model.tie_weights()
    return model.eval()


def t5(device: str, *, old: bool) -> Any:
    """UMT5-XXL's encoder, or T5-XXL's (1.1): 24 layers, 4,096 wide, gated GELU. 10.6 and 8.9 GiB."""
    from transformers import T5Config, T5EncoderModel, UMT5Config, UMT5EncoderModel

    sizes = {
        "d_model": 4096, "d_kv": 64, "d_ff": 10240, "num_layers": 24, "num_heads": 64,
        "feed_forward_proj": "gated-gelu", "vocab_size": 32_128 if old else 256_384, "pad_token_id": 0,
        "eos_token_id": 1,
    }  # fmt: skip
    if old:
        return random(lambda: T5EncoderModel(T5Config(**sizes)), device)
    return random(lambda: UMT5EncoderModel(UMT5Config(**sizes)), device)


def wan(device: str, *, large: bool) -> Any:
    """Wan 2.1: the class's defaults are the 14B; the 1.3B has 12 heads, 30 layers and a feed-forward of 8,960."""
    from diffusers import AutoencoderKLWan, WanPipeline, WanTransformer3DModel

    sizes = {} if large else {"num_attention_heads": 12, "ffn_dim": 8960, "num_layers": 30}
    return WanPipeline(
        tokenizer=tokenizer(),
        text_encoder=t5(device, old=False),
        transformer=random(lambda: WanTransformer3DModel(**sizes), device),
        vae=random(AutoencoderKLWan, device),
        scheduler=unipc(),
    )


def ltx(device: str) -> Any:
    """LTX-Video 2B: the classes' defaults."""
    from diffusers import (
        AutoencoderKLLTXVideo,
        FlowMatchEulerDiscreteScheduler,
        LTXPipeline,
        LTXVideoTransformer3DModel,
    )

    return LTXPipeline(
        tokenizer=tokenizer(limit=128),
        text_encoder=t5(device, old=True),
        transformer=random(LTXVideoTransformer3DModel, device),
        vae=random(AutoencoderKLLTXVideo, device),
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
    )


#: By kind: how it is built.
FULL: dict[str, Callable[[str], Any]] = {
    "wan-2.1-t2v-1.3b": lambda device: wan(device, large=False),
    "wan-2.1-t2v-14b": lambda device: wan(device, large=True),
    "ltx-video-2b": ltx,
}


def folder(kind: str, gib: float, scratch: Path, device: str) -> Path:
    """That kind's folder of random weights in `scratch`, built if it is not there whole. Raises `NoRoom`."""
    path = scratch / f"random-{kind}"
    if path.exists():
        return path
    free = shutil.disk_usage(scratch).free
    if free < gib * 2**30 + SPARE:
        raise NoRoom(f"{kind} needs {gib + 2:.0f} GiB in {scratch}, where {free / 2**30:.0f} are free.")
    half = scratch / f"random-{kind}.half"
    shutil.rmtree(half, ignore_errors=True)
    FULL[kind](device).save_pretrained(half)
    half.rename(path)
    return path
