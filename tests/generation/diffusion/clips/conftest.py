"""What the tests of long clips share."""

from __future__ import annotations

import sys
from types import ModuleType

import cv2
import pytest

from generation.engine.base import Bench
from generation.engine.diffusion.engine import DiffusionEngine

from . import standing_in


@pytest.fixture(autouse=True)
def one_thread():
    cv2.setNumThreads(1)


@pytest.fixture
def render(monkeypatch, tmp_path):
    """`render(model, settings, host=…)` renders with a stand-in for the device; gives the `Rendering`."""

    def begin(model=None, settings=None, *, host=None, heard=None, brief=standing_in.BRIEF, **bench):
        place = ModuleType("generation.engine.diffusion.device.host")
        drawing = host or standing_in.Drawing()
        place.host = lambda: drawing
        monkeypatch.setitem(sys.modules, place.__name__, place)
        bench = {"checkpoints": tmp_path / "checkpoints"} | bench
        heard = heard or standing_in.Heard()
        engine = DiffusionEngine(model or standing_in.model())
        return engine.render(brief, settings or standing_in.settings(), heard.control, Bench(**bench))

    return begin
