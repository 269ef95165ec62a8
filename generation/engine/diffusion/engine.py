"""A configured text-to-video model as an engine: this file reads as the recipe."""

from __future__ import annotations

from importlib.util import find_spec

from generation.brief.model import Brief
from generation.engine.base import (
    Bench,
    Coverage,
    EngineError,
    Follows,
    Problem,
    RenderControl,
    Rendering,
    RenderSettings,
    SourceType,
    Wording,
    Work,
)

from .clips.estimate import work
from .clips.problems import follows, problems
from .configured import ConfiguredModel
from .coverage import cover, leaves_out
from .wording import LOOKS, compose, fitted

#: What a worker needs beside the site's own packages.
PACKAGES = ("torch", "diffusers", "transformers", "accelerate")


class DiffusionEngine:
    """One configured model. Its clips say "AI-generated"."""

    version = "1.0"
    source_type: SourceType = "trainedAlgorithmicMedia"
    looks: tuple[str, ...] = LOOKS

    def __init__(self, model: ConfiguredModel) -> None:
        self.model = model
        self.name = model.name
        self.title = model.kind.title
        self.queue = f"render.{model.name}"
        self.plan = model.plan
        self.credits = model.credits
        self.follows: tuple[Follows, ...] = follows(model.kind)

    def missing(self) -> list[str]:
        """What this machine lacks: packages, or the model's folder."""
        lacking = [package for package in PACKAGES if find_spec(package) is None]
        sentences = []
        if lacking:
            sentences.append(f"{', '.join(lacking)} not installed: run “make gpu” on this machine.")
        folder = self.model.folder
        if folder is not None and not folder.is_dir():
            sentences.append(f"The folder of {self.title}'s weights is not there: {folder}.")
        return sentences

    def cover(self, brief: Brief) -> Coverage:
        """A model tries everything that it is told; what it is weak at is said."""
        return cover(self.model, brief)

    def check(self, brief: Brief, settings: RenderSettings) -> tuple[Problem, ...]:
        """Prompts that the model would not read whole; sizes, rates and lengths that it can't make."""
        return tuple(problems(self.model, brief, settings))

    def notes(self, settings: RenderSettings) -> tuple[str, ...]:
        """What is no problem, but good to know before paying."""
        if settings.sound and not self.model.kind.sound_rate:
            return (f"{self.title} makes no sound: the clip will be silent.",)
        return ()

    def wording(self, brief: Brief, settings: RenderSettings) -> Wording | None:
        """What the model is told."""
        return self._told(brief, settings)

    def work(self, brief: Brief, settings: RenderSettings) -> Work:
        """TFLOP of all forwards of all segments."""
        return work(self.model, settings)

    def render(
        self, brief: Brief, settings: RenderSettings, control: RenderControl, bench: Bench | None = None
    ) -> Rendering:
        """Begin to make the segments; the frames run behind. With sound this returns once all are made.

        What the model or its device raises comes from here or from the frames, as it was.
        """
        from .clips.rendering import begin
        from .device.host import host

        against = self.check(brief, settings)
        if against:
            raise EngineError(against[0].sentence, permanent=True, public=against[0].sentence)
        told, units = self._told(brief, settings), self.work(brief, settings).units
        if self.model.folder is not None:
            told = fitted(told, brief, self.model.kind, self.model.folder)
        return begin(host(), self.model, brief, settings, told, units, control, bench or Bench())

    def _told(self, brief: Brief, settings: RenderSettings) -> Wording:
        return compose(brief, self.model.kind, settings.look, guided=leaves_out(self.model))
