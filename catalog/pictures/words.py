"""The words' half of a CLIP or SigLIP model: how far pictures show what a sentence says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from .model import PictureModelError, Vectors, picture_model

#: Where exports for ONNX keep the words' half.
_TOWERS = tuple(
    folder + name for folder in ("", "onnx/") for name in ("text_model.onnx", "text_model_quantized.onnx")
)
#: The output that sentences are compared by: CLIP projects it, SigLIP pools it.
_OUTPUTS = ("text_embeds", "pooler_output")
#: Pieces of words that a model takes where its folder does not say.
_LONGEST = 77
_loading = Lock()


class WordModel:
    """Turns sentences into unit vectors that lie near those of the pictures that show them."""

    def __init__(self, tower: Path, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(tower), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # neither library has an error of its own for a file that is none
            raise PictureModelError(f"{tower} with its tokenizer.json can't be used: {error}") from error
        outputs = [output.name for output in self._session.get_outputs()]
        found = next((name for name in _OUTPUTS if name in outputs), None)
        self._inputs = {given.name for given in self._session.get_inputs()}
        if found is None or not {"input_ids"} <= self._inputs <= {"input_ids", "attention_mask"}:
            raise PictureModelError(
                f"{tower} takes {', '.join(sorted(self._inputs))} and gives {', '.join(outputs)}; a text tower "
                f"takes input_ids and gives {' or '.join(_OUTPUTS)}."
            )
        self._output = found
        longest, pad = _said(folder)
        self._tokenizer.enable_truncation(longest)
        if (
            found == "pooler_output"
        ):  # SigLIP pools over what it was trained with: sentences filled up to the end
            self._tokenizer.enable_padding(
                length=longest, pad_id=self._tokenizer.token_to_id(pad) or 0, pad_token=pad
            )

    def vector(self, sentence: str) -> Vectors:
        """One unit vector (float32)."""
        encoded = self._tokenizer.encode(sentence)
        given = {"input_ids": [encoded.ids], "attention_mask": [encoded.attention_mask]}
        fed = {name: np.array(given[name], np.int64) for name in self._inputs}
        (found,) = self._session.run([self._output], fed)
        vector: Vectors = found[0] / max(float(np.linalg.norm(found[0])), 1e-12)
        return vector.astype(np.float32)


def shows(folder: str, sentence: str, pictures: Sequence[Image.Image]) -> float | None:
    """How near (cosine, -1 to 1) the picture that is nearest to a sentence comes to it.

    None without a folder, and where it holds the pictures' half alone. Raises `PictureModelError`.
    """
    seen = picture_model(folder)
    if seen is None:
        return None
    said = _word_model(folder)
    if said is None:
        return None
    return float((seen.vectors(pictures) @ said.vector(sentence)).max())


def _word_model(folder: str) -> WordModel | None:
    with _loading:
        return _load(folder)


@lru_cache(maxsize=1)
def _load(folder: str) -> WordModel | None:
    tower = next((Path(folder) / name for name in _TOWERS if (Path(folder) / name).is_file()), None)
    return WordModel(tower, Path(folder)) if tower else None


def _said(folder: Path) -> tuple[int, str]:
    """How many pieces a sentence may have, and what it is filled up with."""
    try:
        said = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        pad = said.get("pad_token", "")
        longest = int(said.get("model_max_length", _LONGEST))
    except FileNotFoundError:
        return _LONGEST, ""
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise PictureModelError(
            f"{folder / 'tokenizer_config.json'} can't be understood: {error!r}"
        ) from error
    return min(longest, _LONGEST), pad["content"] if isinstance(pad, dict) else str(pad)
