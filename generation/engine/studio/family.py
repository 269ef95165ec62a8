"""What a studio family is: a kind of scene, the words that reach it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from generation.brief.model import Slot
from generation.engine.base import RenderSettings, Shown, Sound

if TYPE_CHECKING:
    import moderngl

    from .stage import Stage

ControlValue = float | str | bool | tuple[float, ...]
Controls = dict[str, ControlValue]


@dataclass(frozen=True)
class Reach:
    """What one word does to a family: how well it is shown, and the controls that it sets.

    `note` says why a word is only roughly shown, or not at all, as a short phrase for people.
    """

    shown: Shown = "shown"
    controls: Mapping[str, ControlValue] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Shot:
    """One clip to draw: the settings, the family's controls after words and seed, and the colours asked for.

    `palette` holds linear-light RGB triples in the order in which colours were said; empty when
    none were, and the family then chooses by its own controls.
    """

    settings: RenderSettings
    controls: Controls
    palette: tuple[tuple[float, float, float], ...] = ()

    @property
    def duration(self) -> float:
        """Seconds; with `settings.loop` every motion has to repeat exactly after this long."""
        return self.settings.frame_count / self.settings.fps

    def rng(self, purpose: str) -> np.random.Generator:
        """A random generator that depends on the seed and the purpose alone."""
        return np.random.default_rng([self.settings.seed, *purpose.encode()])


class Scene(Protocol):
    """A family's shot on a stage, ready to draw any instant."""

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """Draw the instant `t` (seconds) into a float framebuffer: linear light, scene-referred, exposure about 1.

        `tile` is x, y, width, height in pixels: the scissor is set already; passes over other
        buffers must keep to what the tile needs or be made once per instant in `prepare`.
        """
        ...

    def prepare(self, t: float) -> None:
        """Once per instant, before its tiles: simulation steps, textures, auxiliary buffers."""
        ...

    def release(self) -> None:
        """Free every GL object the scene made."""
        ...


class Family(Protocol):
    """A kind of scene. Built without a GL context; only `scene` needs one."""

    name: str
    label: str
    subjects: Mapping[str, Shown]
    words: Mapping[tuple[Slot, str], Reach]
    seconds_per_sample_megapixel: float

    def controls(self, rng: np.random.Generator) -> Controls:
        """The family's priors: every control, varied by seed, before any word changes it."""
        ...

    def scene(self, stage: Stage, shot: Shot) -> Scene:
        """Build the scene on a stage."""
        ...

    def sound(self, shot: Shot) -> Sound | None:
        """The clip's sound (looping if the shot does), or None where silence is the truth."""
        ...
