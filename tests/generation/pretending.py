"""Text-to-video models that say what they can do and render a moving stripe, for tests of everything around them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from django.utils import timezone

from generation.brief.model import Brief
from generation.engine import registry
from generation.engine.base import Frame, Problem, RenderControl, Rendering, RenderSettings, Wording, Work
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.engine import DiffusionEngine
from generation.engine.diffusion.families.wan import KINDS
from generation.models import RenderWorker

WAN = {kind.name: kind for kind in KINDS}
TEXT, PICTURE, FIRST_PICTURE = (
    WAN[name] for name in ("wan-2.1-t2v-1.3b", "wan-2.2-ti2v-5b", "wan-2.1-i2v-14b")
)
ADDED = {"drone": "Seen from a drone.", "cinematic": "Shot like a feature film."}


class PretendEngine(DiffusionEngine):
    """Up to 720p, 10 seconds, 30 frames a second; loops never. Follows where its kind begins with a picture."""

    looks = ("natural", "cinematic", "drone")

    def __init__(self, model: ConfiguredModel) -> None:
        super().__init__(model)
        self.follows = ("variation", "extend") if "image" in model.kind.pipelines else ()

    def missing(self) -> list[str]:
        return []

    def check(self, brief: Brief, settings: RenderSettings) -> tuple[Problem, ...]:
        found = []
        if min(settings.width, settings.height) > 720:
            found.append(Problem("resolution", f"{self.title} makes pictures up to 720p.", "720p"))
        if settings.fps > 30:
            found.append(Problem("fps", f"{self.title} makes up to 30 frames a second.", "30"))
        if settings.duration_ms > 10_000:
            found.append(Problem("duration", f"{self.title} makes up to 10 seconds.", "10"))
        if settings.loop:
            found.append(Problem("loop", f"{self.title} can't make a loop: leave it out.", "false"))
        return tuple(found)

    def wording(self, brief: Brief, settings: RenderSettings) -> Wording:
        added = tuple(words for look, words in ADDED.items() if look == settings.look)
        cut = "The end of your words does not fit." if len(brief.prompt) > 400 else ""
        return Wording(" ".join([brief.prompt, *added]), "blurred, distorted", added, cut)

    def work(self, brief: Brief, settings: RenderSettings) -> Work:
        return Work(settings.frame_count, f"{self.name}/pretend", 0.5)

    def render(
        self, brief: Brief, settings: RenderSettings, control: RenderControl, bench: object = None
    ) -> Rendering:
        told = self.wording(brief, settings)
        made_with = {
            "model": self.model.kind.name, "preset": self.model.preset.name, "steps": 4, "guidance": 1.0,
            "native": {"width": 832, "height": 480, "rate": 16}, "precision": "bfloat16", "device": "Pretend GPU",
            "segments": [{}], "continuation": "",
            "wording": {"prompt": told.prompt, "negative": told.negative, "added": list(told.added), "cut": ""},
        }  # fmt: skip

        def frames() -> Iterator[Frame]:
            across = np.linspace(0, 6, settings.width)[None, :]
            for index in range(settings.frame_count):
                control.check()
                stripe = 110 + 90 * np.sin(across + index / 6) * np.ones((settings.height, 1))
                yield np.ascontiguousarray(
                    np.dstack([stripe, stripe * 0.7, 200 - stripe / 2]).astype(np.uint8)
                )

        return Rendering(frames(), None, "Pretend GPU", self.model.kind.family, brief.prompt[:90], made_with)


def model(name: str, kind: object = TEXT, preset: str = "quality", **more: object) -> ConfiguredModel:
    """A configured model of that name."""
    return ConfiguredModel(name, kind, f"/models/{name}", kind.preset(preset), **more)  # type: ignore[attr-defined, arg-type]


def offer(monkeypatch: object, *models: ConfiguredModel) -> None:
    """This site has these models and a worker that serves them, until the test ends."""
    monkeypatch.setattr(registry, "DiffusionEngine", PretendEngine)  # type: ignore[attr-defined]
    registry.configure(models)
    served = [model.name for model in models]
    RenderWorker.objects.update_or_create(
        name="pretend:1", defaults={"device": "Pretend GPU", "engines": served, "seen_at": timezone.now()}
    )


def offer_none() -> None:
    """Only the studio again; engines that were built are forgotten."""
    registry.configure(())
