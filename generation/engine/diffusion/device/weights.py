"""What lies in a model's folder: how many numbers, which files, and what identifies them. Headers only; no torch."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from generation.engine.base import EngineError
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import family
from generation.engine.diffusion.folders.weights_file import BadWeights, look_at_weights
from generation.engine.diffusion.kind import Kind

from .gpu import GIB
from .memory import Weights

SUFFIXES = (".safetensors", ".bin")


class NoWeights(EngineError):
    """The model's folder can't be found on this machine."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message, permanent=True, public="That model is not on this machine now; we are told of it."
        )


@dataclass(frozen=True)
class Identity:
    """Which weights a take was made with: the index's digest and each weight file's bytes."""

    name: str
    index: str
    sizes: dict[str, int]

    def facts(self) -> dict[str, object]:
        """As plain JSON values."""
        return {"name": self.name, "model_index": self.index, "files": self.sizes}


def folder_of(model: ConfiguredModel) -> Path:
    """The local folder, or the hub's own copy of it on this machine. Raises `NoWeights`; downloads nothing."""
    if model.folder is not None:
        if not (model.folder / "model_index.json").is_file():
            raise NoWeights(f"{model.name}: there is no model in {model.folder} (no model_index.json).")
        return model.folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model.weights, revision=model.revision or None, local_files_only=True))
    except LocalEntryNotFoundError:
        raise NoWeights(
            f"{model.name}: {model.weights} is not on this machine; fetch it, or set download = true for it."
        ) from None


def identity(model: ConfiguredModel, folder: Path) -> Identity:
    """Of the files as they are now."""
    index = hashlib.sha256((folder / "model_index.json").read_bytes()).hexdigest()
    files = {str(path.relative_to(folder)): path.stat().st_size for path in _weight_files(folder)}
    return Identity(model.name, index, files)


def encoder_identity(folder: Path) -> str:
    """The same for two models that share their text encoder: its files' real paths, sizes and times of change."""
    digest = hashlib.sha256()
    for part in sorted(folder.iterdir()):
        if not part.name.startswith(("text_encoder", "tokenizer")):
            continue
        for path in sorted(file for file in part.rglob("*") if file.is_file()):
            there = path.stat()
            digest.update(f"{path.resolve()} {there.st_size} {there.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:24]


def weights_in(folder: Path, kind: Kind) -> Weights:
    """What really lies there; what the kind declares where the files don't say (no safetensors)."""
    declared = Weights.of(kind)
    counted: dict[str, int] = {}
    for path in _weight_files(folder):
        if path.suffix != ".safetensors":
            return declared
        part = path.relative_to(folder).parts[0]
        counted[part] = counted.get(part, 0) + _numbers(path)
    experts = [numbers for part, numbers in counted.items() if part.startswith("transformer")]
    encoders = [numbers for part, numbers in counted.items() if part.startswith("text_encoder")]
    if not experts or not encoders:
        return declared
    element = 4 if family(kind).float32_vae else 2
    decoders = sum(numbers for part, numbers in counted.items() if part == "vae")
    rest = sum(counted.values()) - sum(experts) - sum(encoders) - decoders
    return Weights(
        transformer=sum(experts) * 2 / GIB,
        encoder=sum(encoders) * 2 / GIB,
        vae=(decoders * element + rest * 2) / GIB,
        layers=declared.layers,
        experts=len(experts),
    )


def _weight_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*") if path.suffix in SUFFIXES and path.is_file())


def _numbers(path: Path) -> int:
    """The numbers in a safetensors file. Raises `NoWeights` where it is none, or cut off."""
    try:
        return sum(look_at_weights(path).numbers.values())
    except BadWeights as error:
        raise NoWeights(f"{path} {error}") from None
