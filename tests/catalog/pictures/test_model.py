"""A folder that the operator names becomes a model, or a sentence that says what is wrong with it."""

import json

import numpy as np
import pytest
from PIL import Image

from catalog.pictures.model import PictureModel, PictureModelError, picture_model
from tests.catalog.pictures.conftest import SIGLIP, tower

RED, BLUE = Image.new("RGB", (64, 48), "#c02010"), Image.new("RGB", (48, 64), "#1020c0")


def striped(left, right, size=(96, 64)):
    picture = Image.new("RGB", size, left)
    picture.paste(right, (size[0] // 2, 0, *size))
    return picture


class TestVectors:
    def test_one_unit_vector_a_picture_in_their_order(self, clip_folder):
        model = PictureModel(clip_folder)
        both = model.vectors([RED, BLUE])
        assert both.shape == (2, 16)
        assert both.dtype == np.float32
        assert np.allclose(np.linalg.norm(both, axis=1), 1, atol=1e-5)
        assert np.allclose(both[1], model.vectors([BLUE])[0], atol=1e-5)

    def test_more_pictures_than_one_run_takes(self, clip_folder):
        model = PictureModel(clip_folder)
        many = model.vectors([RED, BLUE] * 5)
        assert many.shape == (10, 16)
        assert np.allclose(many[8], many[0], atol=1e-5)

    def test_a_picture_is_more_like_its_smaller_self_than_like_another(self, clip_folder):
        model = PictureModel(clip_folder)
        big = striped("#c02010", "#1020c0", (960, 640))
        small, other = striped("#c02010", "#1020c0"), striped("#1020c0", "#c02010")
        one, same, different = model.vectors([big, small, other])
        assert one @ same > 0.999
        assert one @ different < 0.9

    def test_grey_and_transparent_pictures_are_pictures(self, clip_folder):
        model = PictureModel(clip_folder)
        found = model.vectors([Image.new("L", (40, 40), 30), Image.new("RGBA", (40, 40), (9, 9, 9, 0))])
        assert np.isfinite(found).all()

    @pytest.mark.parametrize("size", [(1, 1), (2000, 3), (3, 2000)])
    def test_odd_shapes_are_prepared(self, clip_folder, size):
        assert PictureModel(clip_folder).vectors([Image.new("RGB", size, "#345678")]).shape == (1, 16)


class TestFolders:
    def test_siglip_pools_and_does_not_crop(self, tmp_path):
        tower(tmp_path / "vision_model.onnx", output="pooler_output")
        (tmp_path / "preprocessor_config.json").write_text(json.dumps(SIGLIP))
        model = PictureModel(tmp_path)
        assert model.prepare.shortest_edge is None
        wide, square = striped("#c02010", "#1020c0", (300, 100)), striped("#c02010", "#1020c0", (100, 100))
        first, second = model.vectors([wide, square])
        assert first @ second > 0.99

    def test_old_preparations_give_numbers_instead_of_sides(self, clip_folder):
        said = {"size": 32, "crop_size": 32, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}
        (clip_folder / "preprocessor_config.json").write_text(json.dumps(said))
        assert PictureModel(clip_folder).vectors([RED]).shape == (1, 16)

    def test_a_model_is_named_by_its_weights(self, clip_folder, tmp_path):
        other = tmp_path / "other"
        tower(other / "vision_model.onnx", seed=2)
        (other / "preprocessor_config.json").write_text(
            (clip_folder / "preprocessor_config.json").read_text()
        )
        assert PictureModel(clip_folder).name == PictureModel(clip_folder).name
        assert PictureModel(clip_folder).name != PictureModel(other).name

    def test_no_folder_is_no_model(self):
        assert picture_model("") is None

    def test_a_folder_without_a_tower_says_which_file_is_missing(self, clip_folder):
        (clip_folder / "onnx" / "vision_model.onnx").unlink()
        with pytest.raises(PictureModelError, match=r"holds no vision_model\.onnx"):
            PictureModel(clip_folder)

    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(PictureModelError, match="is missing"):
            picture_model(str(tmp_path / "nowhere"))

    def test_a_file_that_is_no_model(self, clip_folder):
        (clip_folder / "onnx" / "vision_model.onnx").write_bytes(b"PK\x03\x04 not a model")
        with pytest.raises(PictureModelError, match="can't be read as a model"):
            PictureModel(clip_folder)

    def test_a_model_of_another_kind_says_what_it_takes_and_gives(self, clip_folder):
        tower(clip_folder / "onnx" / "vision_model.onnx", output="logits")
        with pytest.raises(PictureModelError, match="takes pixel_values and gives logits"):
            PictureModel(clip_folder)
        tower(clip_folder / "onnx" / "vision_model.onnx", given="input_ids")
        with pytest.raises(PictureModelError, match="takes input_ids"):
            PictureModel(clip_folder)

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"image_mean": "grey", "image_std": 1}', "\x00"])
    def test_a_preparation_that_makes_no_sense(self, clip_folder, text):
        (clip_folder / "preprocessor_config.json").write_text(text)
        with pytest.raises(PictureModelError, match="can't be understood"):
            PictureModel(clip_folder)
