"""A render under way: the order, the production of its segments, and the frames that run behind it."""

from __future__ import annotations

from generation.brief.model import Brief
from generation.engine.base import Bench, RenderControl, Rendering, RenderSettings, Wording
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.title import title

from .account import made, planned
from .developing import Developing, whole_sound
from .order import order
from .production import Maker, Production
from .steps import Steps


def begin(
    maker: Maker,
    model: ConfiguredModel,
    brief: Brief,
    settings: RenderSettings,
    wording: Wording,
    units: float,
    control: RenderControl,
    bench: Bench,
) -> Rendering:
    """Start it. Raises what making the segments raised, where it has to wait for them."""
    ordered = order(model, settings, wording, bench.source)
    made_with = planned(ordered)
    steps = Steps(control, settings, units)
    production = Production(ordered, maker, bench.checkpoints, bench.following, control, steps)

    def at_end() -> None:
        saved = [production.segment(segment.index) for segment in ordered.segments]
        made_with.update(made(ordered, saved, production.resumed, frames.seams))

    frames = Developing(ordered, production, steps, at_end)
    try:
        sound = whole_sound(ordered, production) if ordered.sound else None
    except BaseException:
        frames.close()
        raise
    return Rendering(frames, sound, maker.name, model.kind.family, title(brief.prompt), made_with)
