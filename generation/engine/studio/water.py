"""The sea as other scenes use it too: its surface, the grid it is drawn with, its light."""

from __future__ import annotations

import math
from dataclasses import dataclass

import moderngl
import numpy as np

from .dome import Dome
from .families.owned import Owned
from .families.tempo import Tempo
from .family import Shot
from .flight import Pose
from .light import RGB
from .outdoors import Outdoors
from .stage import Stage
from .waves import Sea, Surface

#: The grid's most columns and rows; a small picture has fewer, about one for so many pixels.
COLUMNS, ROWS, PIXELS_EACH = 220, 180, 4
LEAST = 90
#: How far beyond the picture's edges (half widths and heights) the grid reaches.
MARGIN = 1.3
#: The highest crest by the significant height, and how far water moves sideways by that crest.
HIGHEST, SIDEWAYS = 1.2, 0.6
#: Wind (m/s) from which foam is drawn out into streaks, and the further wind that makes them full.
STREAKS_FROM, STREAKS_OVER = 8.5, 4.5


@dataclass(frozen=True)
class Looks:
    """How the water looks: its own colour, foam (0 none, 1 as the wind has it), metres to a half-hidden horizon."""

    body: RGB
    foam: float
    haze_at: float


class Water:
    """The sea of one shot, mirroring what `dome` holds."""

    def __init__(
        self,
        stage: Stage,
        shot: Shot,
        outdoors: Outdoors,
        dome: Dome,
        sea: Sea,
        looks: Looks,
        *,
        lens: tuple[float, float],
        pace: float,
    ) -> None:
        self.ctx, self.dome, self.lens = stage.ctx, dome, lens
        self.crest = HIGHEST * sea.significant_height
        self.owned = Owned()
        self.surface = self.owned.own(Surface(stage.ctx, sea, shot.rng("waves"), Tempo.of(shot), pace))
        settings = shot.settings
        self.columns = max(LEAST, min(COLUMNS, settings.width // PIXELS_EACH))
        self.rows = max(LEAST, min(ROWS, settings.height // PIXELS_EACH))
        self.program = stage.program("sea_vertex", "sea_fragment")
        self.array = self.owned.own(self._grid())
        outdoors.set(self.program)
        self._set(sea, looks, settings.width)

    def _grid(self) -> moderngl.VertexArray:
        across = np.linspace(-1, 1, self.columns)
        along = np.linspace(0, 1, self.rows)
        corners = np.stack(np.meshgrid(across, along), -1).astype(np.float32)
        row = np.arange(self.columns - 1)
        first = (np.arange(self.rows - 1)[:, None] * self.columns + row).ravel()
        triangles = np.stack(
            [
                first,
                first + 1,
                first + self.columns,
                first + 1,
                first + self.columns + 1,
                first + self.columns,
            ],
            -1,
        )
        vertices = self.owned.own(self.ctx.buffer(corners.tobytes()))
        indices = self.owned.own(self.ctx.buffer(triangles.astype(np.uint32).tobytes()))
        return self.ctx.vertex_array(self.program, [(vertices, "2f", "corner")], indices)

    def _set(self, sea: Sea, looks: Looks, width: int) -> None:
        values = {
            "lens": self.lens,
            "sizes": self.surface.sizes,
            "body": looks.body,
            "foaminess": looks.foam,
            "haze_at": looks.haze_at,
            "streaks": min(1.0, max(0.0, (sea.wind - STREAKS_FROM) / STREAKS_OVER)) * min(1.0, looks.foam),
            "wind_way": (math.cos(sea.direction), math.sin(sea.direction)),
            "ripples": 0.0007 + 0.00012 * sea.wind,
            "pixel": 2 * self.lens[0] / width,
            "lift0": 4, "lift1": 5, "slope0": 6, "slope1": 7, "slope2": 8, "dome": 9,
        }  # fmt: skip
        for name, value in values.items():
            self.program[name] = value

    def prepare(self, t: float) -> None:
        """Move the waves to the instant `t`."""
        self.surface.update(t)

    def draw(self, pose: Pose) -> None:
        """Draw into the current framebuffer, with depth. The outdoors have to be in use for `self.program`."""
        self.program["axes"] = tuple(float(v) for v in pose.axes().ravel())
        self.program["eye"] = tuple(float(v) for v in pose.position)
        self.program["span"] = (*self._span(pose), self._width(pose), float(self.rows))
        for unit, texture in enumerate((*self.surface.displacements, *self.surface.slopes), start=4):
            texture.use(unit)
        self.dome.texture.use(9)
        self.ctx.enable_only(moderngl.DEPTH_TEST)
        self.array.render()

    def _span(self, pose: Pose) -> tuple[float, float]:
        """The lowest row, below the picture even where a crest lifts it, and the highest, just over the horizon."""
        eye = float(pose.position[1])
        horizon = math.tan(max(-1.4, min(1.4, -pose.pitch))) / self.lens[1]
        tilt = abs(math.tan(pose.roll)) * self.lens[0] / self.lens[1] * MARGIN
        top = min(MARGIN, horizon + tilt + 0.04)
        down = max(0.0, self._down(pose))
        # Where the lowest ray meets the highest crest, less what the waves carry water sideways.
        near_by = max(0.0, eye - self.crest) / max(math.tan(min(down, 1.55)), 1e-3) - SIDEWAYS * self.crest
        bottom = math.tan(max(-1.45, -math.atan2(eye, near_by) - pose.pitch)) / self.lens[1]
        return min(-MARGIN, top - 0.2, bottom), top

    def _width(self, pose: Pose) -> float:
        """Half the grid's width on the screen: a trough draws its sides in, and so may the waves' sideways way."""
        eye = float(pose.position[1])
        carried = SIDEWAYS * self.crest * max(0.0, math.sin(self._down(pose))) / (eye * self.lens[0])
        return MARGIN * (eye + self.crest) / eye + carried

    def _down(self, pose: Pose) -> float:
        """How far below the horizon the picture's lower margin looks, radians."""
        return math.atan(MARGIN * self.lens[1]) - pose.pitch

    def release(self) -> None:
        """Free every GL object."""
        self.owned.release()
