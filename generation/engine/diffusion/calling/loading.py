"""Load a configured model for a task, or say what is wrong with its folder.

Nothing is downloaded unless the model says so, and a folder is looked through before torch reads from it: a missing
weight or a foreign class would otherwise come out as a stack trace, or as noise.
"""

from __future__ import annotations

from typing import Any

from generation.engine.base import EngineError
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import family as family_of
from generation.engine.diffusion.folders.folder import look_at
from generation.engine.diffusion.kind import Task

DTYPES = ("bfloat16", "float16", "float32")
PUBLIC = "This model can't be used just now; choose another."


def load(
    model: ConfiguredModel, task: Task, *, dtype: str = "bfloat16", without_encoder: bool = False
) -> Any:
    """The model's pipeline for that task, on the CPU, its weights in `dtype`.

    An autoencoder that loses its colours in half precision stays in float32. Without its encoder a pipeline takes
    embeddings alone. Raises `EngineError`, always permanent: somebody has to do something.
    """
    import torch

    family = family_of(model.kind)
    made = _pipeline_class(model, task)
    if dtype not in DTYPES:
        raise _wrong(model, f"there is no precision {dtype!r}; choose one of: {', '.join(DTYPES)}")
    _driver()
    wrong = look_at(model).problems
    if wrong:
        raise EngineError(f"{model.name}: {wrong[0]}", permanent=True, public=PUBLIC)
    precise = {"vae": torch.float32} if family.float32_vae else {}
    options: dict[str, Any] = dict.fromkeys(family.encoders) if without_encoder else {}
    if model.revision:
        options["revision"] = model.revision
    usual = torch.get_default_dtype()
    try:
        pipeline = made.from_pretrained(
            str(model.folder or model.weights),
            dtype={"default": getattr(torch, dtype), **precise},
            local_files_only=not model.download,
            use_safetensors=True,
            **options,
        )
    except torch.OutOfMemoryError:
        raise
    except (
        Exception
    ) as error:  # diffusers, transformers, safetensors and the hub's client raise whatever they like
        raise _wrong(model, _reason(model, error)) from error
    finally:
        torch.set_default_dtype(usual)  # which diffusers leaves in half precision where a part can't be built
    for name, part in pipeline.components.items():
        if isinstance(part, torch.nn.Module):
            _all_there(model, name, part)
            part.eval().requires_grad_(False)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def for_task(pipeline: Any, model: ConfiguredModel, task: Task) -> Any:
    """The same weights as another task's pipeline; the very same object where the class is the same.

    Not by `from_pipe`, which casts all parts to one precision. Hooks of an offload belong to the pipeline that they
    were made for.
    """
    made = _pipeline_class(model, task)
    if type(pipeline) is made:
        return pipeline
    parts, settings = made._get_signature_keys(made)
    components = pipeline.components
    shared = made(
        **{name: components.get(name) for name in parts},
        **{name: pipeline.config[name] for name in settings if name in pipeline.config},
    )
    shared.set_progress_bar_config(disable=True)
    return shared


def _pipeline_class(model: ConfiguredModel, task: Task) -> Any:
    import diffusers

    name = model.kind.pipelines.get(task)
    if name is None:
        raise _wrong(model, f"it has no pipeline for {task!r}")
    return getattr(diffusers, name)


def _driver() -> None:
    """Raise `EngineError` where the GPU's driver is older than this torch was built for."""
    import torch

    if torch.version.cuda is None:
        return
    try:
        torch.cuda.init()
    except RuntimeError as error:
        if "driver" in str(error) and "too old" in str(error):
            raise EngineError(
                f"The GPU's driver is too old for this torch (CUDA {torch.version.cuda}): update the driver, or "
                f"install a torch for it. {error}",
                permanent=True,
                public="The machine that renders this is not set up yet; choose another model.",
            ) from error


def _all_there(model: ConfiguredModel, name: str, part: Any) -> None:
    """Raise `EngineError` for weights that no file had: they would be left out, or be noise."""
    lost = [key for key, tensor in part.named_parameters() if tensor.is_meta]
    if lost:
        raise _wrong(model, f"{name} lacks {len(lost)} weights, {lost[0]} for one")


def _reason(model: ConfiguredModel, error: Exception) -> str:
    from huggingface_hub.errors import LocalEntryNotFoundError

    if isinstance(error, LocalEntryNotFoundError) and model.folder is None:
        return f"{model.weights} is not on this machine, and may not be downloaded (download = true says that it may)"
    if isinstance(error, FileNotFoundError) or "no file named" in str(error):
        return f"its weights vanished while they were read: {error}"
    return f"it can't be loaded: {type(error).__name__}: {error}"


def _wrong(model: ConfiguredModel, what: str) -> EngineError:
    return EngineError(f"{model.name}: {what}.", permanent=True, public=PUBLIC)
