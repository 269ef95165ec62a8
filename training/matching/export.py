"""Both halves as int8 ONNX. 7-bit weights: the same numbers on processors with and without VNNI."""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

OUT = Path(__file__).parents[2] / "generation" / "matching" / "models"


def export(
    module: nn.Module, inputs: tuple[torch.Tensor, ...], names: list[str], outputs: list[str], path: Path
) -> None:
    """Write one half; the number of word pieces stays free."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            module.eval(), inputs, str(plain), input_names=names, output_names=outputs, opset_version=17,
            dynamic_axes={name: {1: "tokens"} | ({2: "tokens"} if name == "links" else {}) for name in names}, dynamo=False,
        )  # fmt: skip
        onnx.checker.check_model(str(plain))
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
