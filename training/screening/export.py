"""Trained heads as one int8 ONNX file that says their mean: `python export.py MODEL_FOLDER head1.pt [head2.pt …]`.

7-bit weights: the same numbers on processors with and without VNNI, as in the matcher's halves.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import onnx
import torch
from data import CATEGORIES
from network import WIDTH, Head
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import Tensor, nn

OUT = Path(__file__).parents[2] / "generation" / "screening" / "models"


class Mean(nn.Module):
    """What several heads say on average."""

    def __init__(self, heads: list[Head]) -> None:
        super().__init__()
        self.heads = nn.ModuleList(heads)

    def forward(self, x: Tensor) -> Tensor:
        """x: (texts, tokens, WIDTH), all of them there."""
        return torch.stack([head(x) for head in self.heads]).mean(0)


def export(model: Path, trained: list[Path], path: Path) -> None:
    """Write the file."""
    weights = load_file(model / "model.safetensors")
    heads = []
    for file in trained:
        head = Head(weights, len(CATEGORIES))
        head.load_state_dict(torch.load(file))
        heads.append(head)
    path.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            Mean(heads).eval(), (torch.randn(1, 12, WIDTH),), str(plain), input_names=["x"], output_names=["logits"],
            opset_version=17, dynamic_axes={"x": {0: "texts", 1: "tokens"}, "logits": {0: "texts"}}, dynamo=False,
        )  # fmt: skip
        onnx.checker.check_model(str(plain))
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


if __name__ == "__main__":
    export(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]], OUT / "classifier.onnx")
