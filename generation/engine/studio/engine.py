"""The studio engine: scenes drawn by the rasteriser, on any machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cached_property

from generation.brief.model import Brief
from generation.engine.base import (
    Bench,
    Coverage,
    EngineError,
    Follows,
    Frame,
    Problem,
    RenderControl,
    Rendering,
    RenderSettings,
    SourceType,
    Wording,
    Work,
)
from generation.engine.title import title

from .families import load_families
from .family import Family, Shot
from .looks import LOOKS
from .sampling import SAMPLES, frames
from .stage import NoStage, missing, note_on_renderer, stage
from .words import ScenePlan, plan

log = logging.getLogger(__name__)

#: Wall-clock share of a CPU-second on the two cores that the families were measured on, film included.
WALL_PER_CPU = 0.6
#: What developing, reading and handing over one megapixel takes beside the samples, in CPU-seconds.
DEVELOPING = 0.12


class StudioEngine:
    """Procedural footage. Its clips say "Computer-generated": no model was trained for them."""

    name = "studio"
    title = "Studio"
    version = "1.0"
    source_type: SourceType = "algorithmicMedia"
    looks = tuple(LOOKS)
    queue = "render"
    plan = ""
    credits = 1
    follows: tuple[Follows, ...] = ()

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """Every family, built without a GL context."""
        return load_families()

    def missing(self) -> list[str]:
        """What this machine lacks."""
        return missing()

    def cover(self, brief: Brief) -> Coverage:
        """What of the brief can be shown."""
        return self._plan(brief).coverage

    def work(self, brief: Brief, settings: RenderSettings) -> Work:
        """Sample-frames x megapixels, timed by family and quality."""
        family = self._plan(brief).family
        name = family.name if family else "none"
        samples = SAMPLES[settings.quality]
        megapixels = settings.width * settings.height / 1e6
        cpu = (family.seconds_per_sample_megapixel if family else 1.0) + DEVELOPING / samples
        return Work(
            units=settings.frame_count * samples * megapixels,
            timing_key=f"{self.name}/{name}/{settings.quality}",
            seconds_per_unit=cpu * WALL_PER_CPU,
        )

    def check(self, brief: Brief, settings: RenderSettings) -> tuple[Problem, ...]:
        """Nothing: every size, rate and length that can be asked for can be drawn."""
        return ()

    def notes(self, settings: RenderSettings) -> tuple[str, ...]:
        """Nothing: what it can't show it says word by word."""
        return ()

    def wording(self, brief: Brief, settings: RenderSettings) -> Wording | None:
        """None: no model is asked."""
        return None

    def render(
        self, brief: Brief, settings: RenderSettings, control: RenderControl, bench: Bench | None = None
    ) -> Rendering:
        """Draw it. The frames must be iterated in the thread that calls this: GL belongs to a thread."""
        chosen = self._plan(brief)
        if chosen.family is None:
            raise EngineError(
                "no family for this brief",
                permanent=True,
                public="The studio engine has no scene for this prompt.",
            )
        try:
            here = stage()
        except NoStage as error:
            raise EngineError(
                str(error), permanent=True, public="This machine can't render. The operators know."
            ) from error
        warning = note_on_renderer(here.renderer)
        if warning:
            log.warning(warning)
        shot = self._shot(chosen, settings)
        family = chosen.family

        def draw() -> Iterator[Frame]:
            yield from frames(here, family, shot, family.scene(here, shot), control)

        sound = family.sound(shot) if settings.sound else None
        return Rendering(draw(), sound, here.renderer, family.name, title(brief.prompt))

    def _plan(self, brief: Brief) -> ScenePlan:
        return plan(brief, self.families, self.looks)

    def _shot(self, chosen: ScenePlan, settings: RenderSettings) -> Shot:
        assert chosen.family is not None  # noqa: S101 (for the type checker: render() has checked it)
        priors = chosen.family.controls(Shot(settings, {}).rng("controls"))
        return Shot(settings, priors | chosen.controls, chosen.palette)
