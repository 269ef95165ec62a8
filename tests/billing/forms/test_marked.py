"""The forms that people download carry the master's invisible mark."""

import av
import numpy as np
import pytest
from PIL import Image

from generation.finishing.invisible.averages import Averages
from generation.finishing.invisible.find import find
from tests.generation.finishing.finishing import MARK_KEY, MARK_NUMBER
from tests.generation.finishing.invisible.marking import landscape, marked, sent


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """Three seconds of a glide, marked."""
    path = tmp_path_factory.mktemp("film") / "master.mp4"
    frames = marked(landscape(72))
    sent(frames, path, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-crf", "17")
    return path.read_bytes()


def number_in(path):
    averages = Averages()
    if path.suffix in (".mp4", ".mov", ".gif"):
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                averages.add(int(1000 * frame.time), frame.to_ndarray(format="rgb24"))
    else:
        averages.add(0, np.asarray(Image.open(path).convert("RGB")))
    found = find(averages, [MARK_KEY])
    return found and found.number


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "crop", "shape": "9:16"},
        {"kind": "crop", "shape": "1:1"},
        {"kind": "gif", "width": 480, "start_ms": 0, "end_ms": 2000},
        {"kind": "still", "format": "jpeg", "at_ms": 1000},
        {"kind": "trim", "start_ms": 500, "end_ms": 2500},
    ],
    ids=["upright", "square", "gif", "still", "trim"],
)
def test_a_form_carries_the_number(made, stored, fields):
    assert number_in(stored(made(**fields))) == MARK_NUMBER
