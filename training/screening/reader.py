"""Texts as the classifier's lower half sees them, as the site runs it (int8), each read once and kept on disk."""

from __future__ import annotations

import pickle  # what this program wrote itself
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import BertWordPieceTokenizer

ROOT = Path(__file__).parents[2]
#: Longer texts are read in windows by the site; to learn from, their beginning is enough.
LONGEST = 96


class Reader:
    """Text to vectors (tokens, 384), float16."""

    def __init__(self, store: Path | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.trunk = onnxruntime.InferenceSession(
            str(ROOT / "generation/matching/models/trunk.onnx"), options
        )
        self.tokenizer = BertWordPieceTokenizer(str(ROOT / "catalog/search/data/vocab.txt"), lowercase=True)
        self.tokenizer.enable_truncation(LONGEST)
        self.store = store
        self.known: dict[str, np.ndarray] = (
            pickle.loads(store.read_bytes()) if store and store.exists() else {}
        )
        self.had = len(self.known)

    def __call__(self, text: str) -> np.ndarray:
        """The vectors of a text that `plain` has made."""
        if text not in self.known:
            ids = np.array([self.tokenizer.encode(text).ids], np.int64)
            self.known[text] = self.trunk.run(None, {"ids": ids})[0][0].astype(np.float16)
        return self.known[text]

    def keep(self) -> None:
        """Write what is new to disk."""
        if self.store and len(self.known) > self.had:
            self.store.write_bytes(pickle.dumps(self.known, protocol=5))
            self.had = len(self.known)
