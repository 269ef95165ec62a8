"""A sentence and pictures, compared by the operator's own model."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer, models, pre_tokenizers

from catalog.pictures.model import PictureModelError, picture_model
from catalog.pictures.words import shows

from .conftest import tower

WORDS = {"[PAD]": 0, "[UNK]": 1, "red": 2, "blue": 3}
RED, BLUE = Image.new("RGB", (64, 64), "#e01010"), Image.new("RGB", (64, 64), "#1010e0")


def text_tower(path, vectors, *, output="text_embeds", mask=True):
    """A model whose sentence is the sum of its words' vectors, where `mask` says that they are words."""
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])]
    nodes = [helper.make_node("Gather", ["words", "input_ids"], ["said"])]
    if mask:
        inputs.append(helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "length"]))
    nodes.append(helper.make_node("ReduceSum", ["said", "axis"], [output], keepdims=0))
    constants = [
        numpy_helper.from_array(np.array(vectors, np.float32), "words"),
        numpy_helper.from_array(np.array([1], np.int64), "axis"),
    ]
    given = [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", 16])]
    graph = helper.make_graph(nodes, "text", inputs, given, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(path))


def tokenizer(folder):
    made = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.save(str(folder / "tokenizer.json"))


@pytest.fixture
def folder(clip_folder):
    """A whole model: the words "red" and "blue" lie where red and blue pictures do."""
    vectors = picture_model(str(clip_folder)).vectors([RED, BLUE])
    tokenizer(clip_folder)
    text_tower(clip_folder / "onnx" / "text_model.onnx", [np.zeros(16), np.zeros(16), *vectors])
    return clip_folder


def test_a_picture_is_nearest_to_the_words_that_say_it(folder):
    assert shows(str(folder), "red", [RED]) == pytest.approx(1, abs=1e-4)
    assert shows(str(folder), "red", [RED]) > shows(str(folder), "blue", [RED])


def test_the_nearest_of_the_pictures_speaks(folder):
    assert shows(str(folder), "blue", [RED, BLUE]) == pytest.approx(1, abs=1e-4)


def test_without_a_folder_or_with_the_pictures_half_alone_there_is_no_score(clip_folder):
    assert shows("", "red", [RED]) is None
    assert shows(str(clip_folder), "red", [RED]) is None


def test_a_siglip_is_given_sentences_of_its_own_length(clip_folder):
    tower(clip_folder / "onnx" / "vision_model.onnx", output="pooler_output", seed=2)
    vectors = picture_model(str(clip_folder)).vectors([RED, BLUE])
    tokenizer(clip_folder)
    said = {"pad_token": {"content": "[PAD]"}, "model_max_length": 8}
    (clip_folder / "tokenizer_config.json").write_text(json.dumps(said))
    away = -0.25 * vectors[0]
    path = clip_folder / "onnx" / "text_model.onnx"
    text_tower(path, [away, np.zeros(16), *vectors], output="pooler_output", mask=False)
    # Seven fillings of -1/4 red outweigh the one red: they were there.
    assert shows(str(clip_folder), "red", [RED]) == pytest.approx(-1, abs=1e-4)


def test_a_long_prompt_is_cut(folder):
    assert shows(str(folder), "red " * 5_000, [RED]) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("damage", ["no tokenizer", "no model", "another model", "bad settings"])
def test_a_model_that_cannot_be_used_is_no_model_without_words(folder, damage):
    if damage == "no tokenizer":
        (folder / "tokenizer.json").unlink()
    elif damage == "no model":
        (folder / "onnx" / "text_model.onnx").write_bytes(b"not a model")
    elif damage == "another model":
        tower(folder / "onnx" / "text_model.onnx")
    else:
        (folder / "tokenizer_config.json").write_text("[1]")
    with pytest.raises(PictureModelError):
        shows(str(folder), "red", [RED])
