"""A model's text encoder apart from the rest: loaded without the transformer, shared by models with the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generation.engine.base import EngineError
from generation.engine.diffusion.calling.loading import PUBLIC
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import family
from generation.engine.diffusion.kind import Task


def load_text_parts(
    model: ConfiguredModel, task: Task, folder: Path, dtype: str, device: str
) -> dict[str, Any]:
    """The text encoders and tokenizers in a folder, by name, on that device. Raises `EngineError`, always permanent."""
    import diffusers
    import torch

    wanted = family(model.kind).encoders
    index = json.loads((folder / "model_index.json").read_text())
    others = {name: None for name, value in index.items() if isinstance(value, list) and name not in wanted}
    made = getattr(diffusers, model.kind.pipelines[task])
    usual = torch.get_default_dtype()
    try:
        encoders = {
            name: _encoder(model, folder, name, index[name], dtype)
            for name in wanted
            if name.startswith("text_encoder") and index.get(name, [None])[0] == "transformers"
        }
        pipeline = made.from_pretrained(
            str(folder), dtype=getattr(torch, dtype), local_files_only=True, **others, **encoders
        )
    except EngineError:
        raise
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # transformers, tokenizers and safetensors raise whatever they like
        raise EngineError(
            f"{model.name}: the text encoder in {folder} can't be loaded: {type(error).__name__}: {error}",
            permanent=True,
            public=PUBLIC,
        ) from error
    finally:
        torch.set_default_dtype(usual)  # see loading.load
    parts = {name: part for name, part in pipeline.components.items() if name in wanted}
    for part in parts.values():
        if isinstance(part, torch.nn.Module):
            part.eval().requires_grad_(False).to(device)
    return parts


def _encoder(model: ConfiguredModel, folder: Path, name: str, written: list[str], dtype: str) -> Any:
    """One text encoder with all its weights: transformers fills what no file has with noise, and only warns."""
    import torch
    import transformers

    part, loaded = getattr(transformers, written[1]).from_pretrained(
        folder,
        subfolder=name,
        dtype=getattr(torch, dtype),
        local_files_only=True,
        use_safetensors=True,
        output_loading_info=True,
    )
    lost = sorted(loaded["missing_keys"])
    if lost:
        raise EngineError(
            f"{model.name}: {name} in {folder} lacks {len(lost)} weights, {lost[0]} for one; fetch the folder again.",
            permanent=True,
            public=PUBLIC,
        )
    return part


def encoding_pipeline(model: ConfiguredModel, task: Task, parts: dict[str, Any]) -> Any:
    """A pipeline with nothing but these parts, to encode words with while another of its class denoises."""
    import diffusers

    made = getattr(diffusers, model.kind.pipelines[task])
    wanted, _ = made._get_signature_keys(made)
    return made(**{name: parts.get(name) for name in wanted})
