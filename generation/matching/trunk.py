"""The lower half of the learned model, shared by matching and screening: loaded on first use, one thread."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock

import onnxruntime

MODELS = Path(__file__).parent / "models"
_loading = Lock()


def trunk() -> onnxruntime.InferenceSession:
    """Word pieces' numbers, shape (1, pieces), to vectors (1, pieces, 384). At most 128 pieces."""
    with _loading:
        return _load()


def session(path: Path) -> onnxruntime.InferenceSession:
    """A model on one thread of the CPU: requests run side by side, and each has to be cheap."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _load() -> onnxruntime.InferenceSession:
    return session(MODELS / "trunk.onnx")
