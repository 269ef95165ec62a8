"""Tiny picture models: the mean of each quarter's colours, projected at random."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

CLIP = {
    "size": {"shortest_edge": 32},
    "crop_size": {"height": 32, "width": 32},
    "resample": 3,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}
SIGLIP = {
    "size": {"height": 32, "width": 32},
    "resample": 2,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}


def tower(path, *, output="image_embeds", given="pixel_values", seed=1):
    """A model with a picture tower's inputs and outputs; what it measures is where which colour is."""
    weights = np.random.default_rng(seed).normal(size=(12, 16)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("AveragePool", [given], ["pooled"], kernel_shape=[16, 16], strides=[16, 16]),
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node("MatMul", ["flat", "weights"], [output]),
        ],
        "tower",
        [helper.make_tensor_value_info(given, TensorProto.FLOAT, ["batch", 3, 32, 32])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", 16])],
        [numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))


@pytest.fixture
def clip_folder(tmp_path):
    """A folder as exports for ONNX leave it."""
    folder = tmp_path / "clip"
    tower(folder / "onnx" / "vision_model.onnx")
    (folder / "preprocessor_config.json").write_text(json.dumps(CLIP))
    return folder
