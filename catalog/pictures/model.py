"""A CLIP or SigLIP picture tower on the CPU: ONNX, one session per process, on one thread."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image

Vectors = npt.NDArray[np.float32]

#: Where exports for ONNX keep the picture's half of the model.
_TOWERS = tuple(
    folder + name for folder in ("", "onnx/") for name in ("vision_model.onnx", "vision_model_quantized.onnx")
)
#: The output that pictures are compared by: CLIP projects it, SigLIP pools it.
_OUTPUTS = ("image_embeds", "pooler_output")
_PREPARATION = "preprocessor_config.json"
#: Pictures in one run of the model: more gains nothing on one thread and costs memory.
_BATCH = 4
_loading = Lock()


class PictureModelError(Exception):
    """The folder named by `PICTURE_MODEL` can't be used. Its text says what is missing."""


@dataclass(frozen=True)
class Preparation:
    """How a picture is brought into the model's form, as its own `preprocessor_config.json` says."""

    width: int
    height: int
    shortest_edge: int | None
    resample: int
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def __call__(self, picture: Image.Image) -> npt.NDArray[np.float32]:
        """One picture as (3, height, width) float32."""
        picture = picture.convert("RGB")
        if self.shortest_edge:
            scale = self.shortest_edge / min(picture.size)
            scaled = tuple(max(self.shortest_edge, round(side * scale)) for side in picture.size)
            picture = picture.resize((scaled[0], scaled[1]), self.resample)
            left, top = (picture.width - self.width) // 2, (picture.height - self.height) // 2
            picture = picture.crop((left, top, left + self.width, top + self.height))
        else:
            picture = picture.resize((self.width, self.height), self.resample)
        values = np.asarray(picture, np.float32) / 255
        prepared: npt.NDArray[np.float32] = np.empty((3, self.height, self.width), np.float32)
        prepared[:] = ((values - np.array(self.mean)) / np.array(self.deviation)).transpose(2, 0, 1)
        return prepared


class PictureModel:
    """Turns pictures into unit vectors; the closer two are, the more alike is what they show."""

    def __init__(self, folder: Path) -> None:
        self.prepare = _preparation(folder / _PREPARATION)
        tower = next((folder / name for name in _TOWERS if (folder / name).is_file()), None)
        if tower is None:
            raise PictureModelError(
                f"{folder} holds no vision_model.onnx, at its top or in onnx/; name a CLIP or SigLIP model "
                "exported for ONNX with its picture tower as a file of its own."
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(tower), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no error of its own for a file that is no model
            raise PictureModelError(f"{tower} can't be read as a model: {error}") from error
        outputs = [output.name for output in self._session.get_outputs()]
        found = next((name for name in _OUTPUTS if name in outputs), None)
        inputs = [given.name for given in self._session.get_inputs()]
        if found is None or inputs != ["pixel_values"]:
            raise PictureModelError(
                f"{tower} takes {', '.join(inputs)} and gives {', '.join(outputs)}; a picture tower takes "
                f"pixel_values and gives {' or '.join(_OUTPUTS)}."
            )
        self._output, self._tower = found, tower

    @cached_property
    def name(self) -> str:
        """Names the model by its weights: vectors of different ones can't be compared."""
        digest = hashlib.sha256()
        with self._tower.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()[:16]

    def vectors(self, pictures: Sequence[Image.Image]) -> Vectors:
        """One unit vector (float32) per picture, in order: shape (len(pictures), the model's own width)."""
        found: list[Vectors] = []
        for start in range(0, len(pictures), _BATCH):
            values = np.stack([self.prepare(picture) for picture in pictures[start : start + _BATCH]])
            (given,) = self._session.run([self._output], {"pixel_values": values})
            found.append(given / np.maximum(np.linalg.norm(given, axis=1, keepdims=True), 1e-12))
        return np.concatenate(found).astype(np.float32)


def picture_model(folder: str) -> PictureModel | None:
    """The model of a folder, loaded once per process; None for no folder. Raises `PictureModelError`."""
    with _loading:
        return _load(folder) if folder else None


@lru_cache(maxsize=1)
def _load(folder: str) -> PictureModel:
    return PictureModel(Path(folder))


def _preparation(path: Path) -> Preparation:
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        size = said.get("size", 224)
        size = {"shortest_edge": size} if isinstance(size, int) else size
        shortest = size.get("shortest_edge")
        whole = said.get("crop_size", shortest) if shortest else size
        whole = {"height": whole, "width": whole} if isinstance(whole, int) else whole
        return Preparation(
            width=int(whole["width"]),
            height=int(whole["height"]),
            shortest_edge=int(shortest) if shortest else None,
            resample=int(said.get("resample", Image.Resampling.BICUBIC)),
            mean=tuple(float(one) for one in said["image_mean"]),
            deviation=tuple(float(one) for one in said["image_std"]),
        )
    except FileNotFoundError:
        raise PictureModelError(f"{path} is missing; it says how pictures are prepared.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PictureModelError(f"{path} can't be understood: {error!r}") from error
