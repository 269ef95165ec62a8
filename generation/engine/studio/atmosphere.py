"""A sky by single scattering: Rayleigh, Mie and ozone over a round earth, as a table for a shader."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Scattering at sea level per metre for R, G, B (680, 550, 440 nm) and scale heights in metres:
#: Bruneton and Neyret, "Precomputed Atmospheric Scattering" (2008), revised values of 2017.
RAYLEIGH = np.array([5.802e-6, 13.558e-6, 33.1e-6])
RAYLEIGH_HEIGHT = 8_000.0
MIE, MIE_EXTINCTION, MIE_HEIGHT, MIE_G = 3.996e-6, 4.44e-6, 1_200.0, 0.8
OZONE = np.array([0.650e-6, 1.881e-6, 0.085e-6])
GROUND, TOP = 6_360e3, 6_460e3
#: Share of scattered light that is scattered again and comes back from all around (a fit by eye).
AGAIN = 0.22
#: The table: azimuth from the sun, 0 to 180 degrees, by elevation, 0 to 90 degrees, finer towards the horizon.
AZIMUTHS, ELEVATIONS = 48, 64
VIEW_STEPS, SUN_STEPS = 18, 6


@lru_cache(maxsize=16)
def sky_table(sun_elevation: float, haze: float = 1.0) -> npt.NDArray[np.float32]:
    """Radiance of a clear sky, elevation x azimuth x RGB, for a sun of radiance 1 above the air.

    `sun_elevation` in radians, below the horizon too; `haze` multiplies the aerosol. Row i is at
    elevation (i / (ELEVATIONS - 1))**2 x 90 degrees.
    """
    elevation = (np.arange(ELEVATIONS) / (ELEVATIONS - 1)) ** 2 * np.pi / 2
    azimuth = np.linspace(0, np.pi, AZIMUTHS)
    e, a = np.meshgrid(elevation, azimuth, indexing="ij")
    view = np.stack([np.cos(e) * np.cos(a), np.sin(e), np.cos(e) * np.sin(a)], -1)
    sun = np.array([np.cos(sun_elevation), np.sin(sun_elevation), 0.0])
    eye = np.array([0.0, GROUND + 60.0, 0.0])
    length = _to_sphere(eye, view, TOP)
    # Steps grow with distance: most of the air is near.
    edges = (np.arange(VIEW_STEPS + 1) / VIEW_STEPS) ** 2
    middles, widths = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    points = eye + view[..., None, :] * (length[..., None] * middles)[..., None]
    step = length[..., None] * widths
    height = np.linalg.norm(points, axis=-1) - GROUND
    density = _densities(height)
    depth_to_eye = np.cumsum(density * step[..., None], axis=-2) - 0.5 * density * step[..., None]
    seen = _transmittance(depth_to_eye, haze)
    sunlit = _transmittance(_depth_to_sun(points, sun), haze) * _above_ground(points, sun)[..., None]
    cosine = view @ sun
    rayleigh = 3 / (16 * np.pi) * (1 + cosine**2)
    g = MIE_G
    mie = 3 / (8 * np.pi) * (1 - g**2) * (1 + cosine**2) / ((2 + g**2) * (1 + g**2 - 2 * g * cosine) ** 1.5)
    isotropic = 1 / (4 * np.pi)
    air = RAYLEIGH * density[..., 0:1] * ((1 - AGAIN) * rayleigh + AGAIN * isotropic)[..., None, None]
    dust = MIE * haze * density[..., 1:2] * ((1 - AGAIN) * mie + AGAIN * isotropic)[..., None, None]
    light = ((air + dust) * seen * (sunlit + AGAIN * 0.15) * step[..., None]).sum(axis=-2)
    return np.ascontiguousarray(light, np.float32)


@lru_cache(maxsize=16)
def sunlight(sun_elevation: float, haze: float = 1.0) -> tuple[float, float, float]:
    """What is left of the sun's light at sea level, R, G, B, 1 above the air; 0 below the horizon."""
    if sun_elevation < np.radians(-0.8):
        return (0.0, 0.0, 0.0)
    eye = np.array([[0.0, GROUND + 60.0, 0.0]])
    up = max(sun_elevation, np.radians(0.15))
    sun = np.array([np.cos(up), np.sin(up), 0.0])
    red, green, blue = _transmittance(_depth_to_sun(eye, sun, 40), haze)[0]
    fade = np.clip((sun_elevation + np.radians(0.8)) / np.radians(0.8), 0, 1)
    return (float(red * fade), float(green * fade), float(blue * fade))


def _to_sphere(start: Floats, direction: Floats, radius: float) -> Floats:
    """Distance along a direction to a sphere around the earth's centre, from inside."""
    b = (start * direction).sum(-1)
    c = (start * start).sum(-1) - radius**2
    return np.asarray(-b + np.sqrt(np.maximum(b * b - c, 0)))


def _densities(height: Floats) -> Floats:
    """Relative densities of air, dust and ozone at heights in metres, on a last axis of 3."""
    high = np.maximum(height, 0)
    ozone = np.maximum(0, 1 - np.abs(high - 25e3) / 15e3)
    return np.stack([np.exp(-high / RAYLEIGH_HEIGHT), np.exp(-high / MIE_HEIGHT), ozone], -1)


def _transmittance(depth: Floats, haze: float) -> Floats:
    air, dust, ozone = depth[..., 0:1], depth[..., 1:2], depth[..., 2:3]
    return np.exp(-(RAYLEIGH * air + MIE_EXTINCTION * haze * dust + OZONE * ozone))


def _depth_to_sun(points: Floats, sun: Floats, steps: int = SUN_STEPS) -> Floats:
    length = _to_sphere(points, sun, TOP)
    along = (np.arange(steps) + 0.5) / steps
    on_the_way = points[..., None, :] + sun * (length[..., None] * along)[..., None]
    height = np.linalg.norm(on_the_way, axis=-1) - GROUND
    return np.asarray(_densities(height).mean(axis=-2) * length[..., None])


def _above_ground(points: Floats, sun: Floats) -> Floats:
    """1 where the sun is seen from a point, 0 where the earth hides it, soft between."""
    b = points @ sun
    nearest = np.sqrt(np.maximum((points * points).sum(-1) - b * b, 0)) - GROUND
    hidden = (b < 0) & (nearest < 0)
    soft = np.clip(1 + nearest / 12e3, 0, 1)
    return np.where(hidden, soft**4, 1.0)
