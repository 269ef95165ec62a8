"""The pictures of looks and families for the site and the docs."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from generation.brief.parse import parse
from generation.engine.studio.contact import FAMILY_SHOTS, LOOK_PROMPT, frame, main
from generation.engine.studio.engine import StudioEngine
from generation.engine.studio.looks import LOOKS


def test_every_family_has_its_place_and_is_reached_by_its_prompt():
    engine = StudioEngine()
    shown = [engine.cover(parse(prompt)).family for prompt, _ in FAMILY_SHOTS.values()]
    assert sorted(shown) == sorted(family.name for family in engine.families)
    assert engine.cover(parse(LOOK_PROMPT)).family == "ocean"


def test_the_site_has_a_small_picture_of_every_look():
    for look in LOOKS:
        with Image.open(f"static/img/looks/{look}.webp") as picture:
            assert picture.size == (320, 180)
            assert np.asarray(picture).std() > 20


@pytest.mark.render
def test_a_frame_is_the_size_that_was_asked_for():
    assert frame(LOOK_PROMPT, 1, "film", 64, 36).size == (64, 36)


@pytest.mark.parametrize("arguments", [[], ["looks"], ["faces", "x"], ["looks", "a", "b"]])
def test_arguments_without_sense_draw_nothing_and_say_what_there_is(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert "looks OUT_DIR" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
