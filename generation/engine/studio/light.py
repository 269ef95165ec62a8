"""The light of an hour and a weather: where the sun or moon stands, what the sky gives, for scenes outdoors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import moderngl
import numpy as np
import numpy.typing as npt

from .atmosphere import sky_table, sunlight

RGB = tuple[float, float, float]
Table = npt.NDArray[np.float64]

#: Sun's (at night the moon's) elevation in degrees and the brightness that the sky's mean is set to.
HOURS: dict[str, tuple[float, float]] = {
    "dawn": (1.6, 0.26),
    "morning": (16.0, 0.42),
    "day": (38.0, 0.5),
    "noon": (62.0, 0.52),
    "golden-hour": (7.0, 0.34),
    "sunset": (2.4, 0.27),
    "dusk": (-3.2, 0.12),
    "blue-hour": (-5.2, 0.075),
    "night": (13.0, 0.02),
}
BRIGHTEST = 0.5
#: The moon's light: a little bluer than the sun's, as the eye has it.
MOON: RGB = (0.62, 0.78, 1.0)


@dataclass(frozen=True)
class Light:
    """Light for one shot. Colours are linear and scene-referred; `towards` is a unit vector, y up.

    `table` is the sky's radiance, elevation x azimuth from the sun x RGB.
    """

    towards: RGB
    direct: RGB
    table: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    ambient: RGB
    night: bool

    @property
    def low(self) -> RGB:
        """The sky low over the horizon, where the sun stands or has set."""
        row = round(math.sqrt(3.0 / 90.0) * (len(self.table) - 1))
        return _rgb(self.table[row, 0])

    def texture(self, ctx: moderngl.Context) -> moderngl.Texture:
        """The table for a shader: x is azimuth from the sun over pi, y the square root of elevation over pi / 2."""
        rows, columns, _ = self.table.shape
        texture = ctx.texture((columns, rows), 3, np.ascontiguousarray(self.table).tobytes(), dtype="f4")
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        texture.repeat_x = texture.repeat_y = False
        return texture


def light(
    hour: str,
    azimuth: float,
    *,
    overcast: float = 0.0,
    haze: float = 1.0,
    tint: RGB | None = None,
    opened: float = 0.0,
) -> Light:
    """The light of an hour (a key of `HOURS`) with the sun at an azimuth (radians, 0 is towards -z).

    `overcast` 0 to 1 greys sky and sun; `tint` a linear colour that leans over both;
    `opened` 0 to 1 how far the lens is opened to make up for a dim hour, as for a picture without any sky.
    """
    degrees, brightness = HOURS[hour]
    night = hour == "night"
    gain = min(2.0, (BRIGHTEST / brightness) ** (0.5 * opened))
    elevation = float(np.radians(degrees))
    table = sky_table(round(elevation, 4), haze).astype(np.float64)
    if night:
        table = _night(sky_table(round(float(np.radians(-4.0)), 4), 1.0).astype(np.float64))
    table = table * (brightness / _mean(table))
    direct = np.array(MOON) * 0.16 if night else np.array(sunlight(round(elevation, 4), haze)) * 5.5
    if overcast:
        table, direct = _clouded(table, direct, overcast)
    if tint is not None:
        lean = np.array(tint) / max(1e-3, float(np.dot(tint, (0.2126, 0.7152, 0.0722))))
        lean = 1 + 0.45 * (np.clip(lean, 0.25, 2.5) - 1)
        table, direct = table * lean, direct * lean
    table, direct = table * gain, direct * gain
    weights = np.cos((np.arange(len(table)) / (len(table) - 1)) ** 2 * np.pi / 2)
    ambient = (table * weights[:, None, None]).sum((0, 1)) / (weights.sum() * table.shape[1])
    up = np.array(
        [np.sin(azimuth) * np.cos(elevation), np.sin(elevation), -np.cos(azimuth) * np.cos(elevation)]
    )
    return Light(_rgb(up), _rgb(direct), table.astype(np.float32), _rgb(ambient), night)


def _night(table: Table) -> Table:
    """The shape of a twilight sky in the colour of a moonlit one, flattened: the moon lights it from above."""
    luma = (table @ np.array([0.2126, 0.7152, 0.0722]))[..., None]
    return np.asarray((0.25 * luma / luma.mean() + 0.75) * np.array([0.46, 0.7, 1.2]))


def _clouded(table: Table, direct: Table, cover: float) -> tuple[Table, Table]:
    """Towards the even grey of a closed cloud cover (brighter overhead: Moon and Spencer's 1 + 2 sin e)."""
    mean = _mean(table)
    rise = np.sin((np.arange(len(table)) / (len(table) - 1)) ** 2 * np.pi / 2)
    grey = mean * ((1 + 1.2 * rise) / 1.5)[:, None, None] * np.array([0.93, 1.0, 1.07])
    return table * (1 - cover) + grey * cover, direct * (1 - 0.97 * cover) ** 1.5


def _mean(table: Table) -> float:
    return float((table @ np.array([0.2126, 0.7152, 0.0722])).mean())


def _rgb(values: Table) -> RGB:
    red, green, blue = (float(v) for v in values)
    return red, green, blue
