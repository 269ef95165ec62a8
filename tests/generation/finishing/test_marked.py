"""Every rendition carries the clip's number, and what a clip shows is judged without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from generation.finishing.invisible.averages import Averages
from generation.finishing.invisible.find import Found, find
from generation.finishing.model import FinishedFile, RenditionKind

from .finishing import MARK_KEY, MARK_NUMBER, Finishing, file_of
from .footage import pan
from .invisible.marking import OTHER_KEY

OfKind = Callable[[RenditionKind], FinishedFile]


def read(path: Path, *keys) -> Found | None:
    averages = Averages()
    if path.suffix == ".mp4":
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                averages.add(int(1000 * frame.time), frame.to_ndarray(format="rgb24"))
    else:
        averages.add(0, np.asarray(Image.open(path).convert("RGB")))
    return find(averages, keys or (MARK_KEY,))


@pytest.mark.parametrize("kind", ["master", "comp", "hover", "poster", "poster_jpeg"])
def test_every_rendition_carries_the_number(of_kind: OfKind, kind: RenditionKind) -> None:
    found = read(of_kind(kind).path)
    assert found is not None
    assert found.number == MARK_NUMBER


def test_another_installation_reads_nothing(of_kind: OfKind) -> None:
    assert read(of_kind("master").path, OTHER_KEY) is None


def test_quality_and_colours_are_those_of_the_frames_that_came(finishing: Finishing) -> None:
    one = finishing(pan(24), 24, mark_number=1)
    other = finishing(pan(24), 24, mark_number=2)
    assert one.quality == other.quality
    assert one.palette == other.palette
    assert file_of(one, "master").sha256 != file_of(other, "master").sha256
