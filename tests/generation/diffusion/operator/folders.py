"""Folders in diffusers' layout, written by hand in a millisecond: what a look at headers needs, and no more."""

import json
import struct
from math import prod

BITS = {"BF16": 16, "F16": 16, "F32": 32, "F64": 64, "U8": 8, "I64": 64, "F8_E4M3": 8}

WAN = {
    "_class_name": "WanPipeline",
    "_diffusers_version": "0.42.1",
    "boundary_ratio": None,
    "scheduler": ["diffusers", "UniPCMultistepScheduler"],
    "text_encoder": ["transformers", "UMT5EncoderModel"],
    "tokenizer": ["transformers", "T5TokenizerFast"],
    "transformer": ["diffusers", "WanTransformer3DModel"],
    "transformer_2": [None, None],
    "vae": ["diffusers", "AutoencoderKLWan"],
}


def safetensors(**tensors):
    """A whole file: `safetensors(weight=("BF16", (2, 3)))`."""
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, (dtype, shape) in tensors.items():
        size = prod(shape) * BITS.get(dtype, 16) // 8
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(at)


def write_wan(folder, **more):
    """A whole folder of Wan 2.1 with six numbers in each model; `more` changes what model_index.json says."""
    index = {name: value for name, value in (WAN | more).items() if value != "absent"}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model_index.json").write_text(json.dumps(index))
    for name, stem in (
        ("transformer", "diffusion_pytorch_model"),
        ("vae", "diffusion_pytorch_model"),
        ("text_encoder", "model"),
    ):
        part = folder / name
        part.mkdir(exist_ok=True)
        (part / "config.json").write_text(
            json.dumps({"_class_name": WAN[name][1]} if name != "text_encoder" else {})
        )
        (part / f"{stem}.safetensors").write_bytes(safetensors(weight=("BF16", (2, 3))))
    (folder / "scheduler").mkdir(exist_ok=True)
    (folder / "scheduler" / "scheduler_config.json").write_text(
        json.dumps({"_class_name": "UniPCMultistepScheduler"})
    )
    (folder / "tokenizer").mkdir(exist_ok=True)
    (folder / "tokenizer" / "tokenizer.json").write_text("{}")
    return folder
