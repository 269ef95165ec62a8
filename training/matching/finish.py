"""The trained judge as int8 ONNX: `python finish.py MODEL_FOLDER judge.pt`."""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from export import OUT, export
from network import Judge
from safetensors.torch import load_file


def main(model: Path, trained: Path) -> None:
    """Write generation/matching/models/judge.onnx."""
    judge = Judge(load_file(model / "model.safetensors"))
    judge.load_state_dict(torch.load(trained))
    n = 12
    texts = torch.cat([torch.zeros((1, n // 2)), torch.ones((1, n // 2))], 1).long()
    zeros = torch.zeros((1, n), dtype=torch.long)
    inputs = (torch.randn(1, n, 384), texts, zeros, zeros.clone(), torch.zeros(1, n, n))
    names = ["x", "texts", "ties", "places", "links"]
    export(judge, inputs, names, ["logit", "words"], OUT / "judge.onnx")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
