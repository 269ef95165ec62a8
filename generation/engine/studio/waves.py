"""A sea surface from a wind spectrum by inverse FFT, as textures: displacement, slopes, their spread, foam."""

from __future__ import annotations

import math
from dataclasses import dataclass

import moderngl
import numpy as np
import numpy.typing as npt
from scipy import fft

from .families.owned import Owned
from .families.tempo import Tempo

GRAVITY = 9.81
SIDE = 256
#: Wave number (radians a metre) from which waves count as short, and the mean square slope that the spectrum
#: itself gives them on the cascades below.
SHORT, TAIL_SLOPE = 2 * math.pi / 14.0, 0.021
Complex = npt.NDArray[np.complex64]
Single = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sea:
    """What raises the waves: wind in metres a second, its direction in radians, and how sharp the crests are.

    `spread` is the share of waves across and against the wind, 0 to 1. `swell` scales the height of long
    waves: 1 is what the wind alone raises.
    """

    wind: float
    direction: float
    chop: float
    spread: float
    swell: float = 1.0

    @property
    def significant_height(self) -> float:
        """Mean height of the highest third of the waves in metres (Pierson and Moskowitz: 0.21 U^2 / g)."""
        return 0.21 * self.wind**2 / GRAVITY * self.swell


class Cascade:
    """Waves of one band of lengths on a square tile of `size` metres that repeats without a seam."""

    def __init__(
        self,
        sea: Sea,
        size: float,
        shortest: float,
        longest: float,
        rng: np.random.Generator,
        tempo: Tempo,
        pace: float,
    ) -> None:
        self.chop, self.tempo = np.float32(sea.chop), tempo
        k1 = 2 * math.pi * fft.fftfreq(SIDE, size / SIDE)
        kx, kz = np.meshgrid(k1, k1, indexing="xy")
        length = np.hypot(kx, kz)
        inside = (length > 2 * math.pi / longest) & (length <= 2 * math.pi / shortest)
        k = np.where(inside, length, 1.0)
        amplitude = np.where(inside, np.sqrt(spectrum(k, kx, kz, sea)) * (2 * math.pi / size), 0.0)
        noise = rng.standard_normal((2, SIDE, SIDE))
        self.start: Complex = (amplitude * (noise[0] + 1j * noise[1]) / math.sqrt(2)).astype(np.complex64)
        self.back: Complex = np.conj(np.roll(self.start[::-1, ::-1], (1, 1), (0, 1)))
        omega = np.sqrt(GRAVITY * k) * pace
        cycles = omega * tempo.duration / (2 * math.pi)
        self.cycles: Floats = np.round(cycles) if tempo.loop else cycles
        unit = np.where(inside, 1 / k, 0.0)
        # Two real fields a, b travel in one complex transform of a + ib: the factors hold both.
        dx, dz = -1j * kx * unit, -1j * kz * unit
        self.slope_factor = _single(1j * kx + 1j * (1j * kz))
        self.across_factor = _single(dx + 1j * dz)
        self.bend_factor = _single(1j * kx * dx + 1j * (1j * kz * dz))
        self.height_factor = _single(1 + 1j * (1j * kz * dx))

    def at(self, t: float) -> Complex:
        """The tile's spectrum at `t` seconds."""
        turned = (self.cycles * self.tempo.turn(t)) % 1.0
        wave = np.exp(np.complex64(2j * math.pi) * turned.astype(np.float32))
        return np.asarray(self.start * wave + self.back * np.conj(wave), np.complex64)

    def slopes(self, spectrum: Complex, foam: Single | float) -> Single:
        """Slopes x and z, the sum of their squares, foam."""
        slope = _field(spectrum * self.slope_factor)
        out = np.empty((SIDE, SIDE, 4), np.float32)
        out[..., 0], out[..., 1], out[..., 3] = slope.real, slope.imag, foam
        out[..., 2] = slope.real**2 + slope.imag**2
        return out

    def displacement(self, spectrum: Complex) -> Single:
        """Displacement x, height, z, and foam: how far the surface folds over itself (1 minus its Jacobian)."""
        across = _field(spectrum * self.across_factor)
        bend = _field(spectrum * self.bend_factor)
        height = _field(spectrum * self.height_factor)
        chop = self.chop
        jacobian = (1 + chop * bend.real) * (1 + chop * bend.imag) - (chop * height.imag) ** 2
        out = np.empty((SIDE, SIDE, 4), np.float32)
        out[..., 0], out[..., 1], out[..., 2] = chop * across.real, height.real, chop * across.imag
        out[..., 3] = np.clip(1 - jacobian, 0, 2)
        return out


def _single(values: npt.NDArray[np.complex128]) -> Complex:
    return values.astype(np.complex64)


def _field(spectrum: Complex) -> Complex:
    return fft.ifft2(spectrum, norm="forward", overwrite_x=True)  # type: ignore[no-any-return]


def spectrum(k: Floats, kx: Floats, kz: Floats, sea: Sea) -> Floats:
    """Energy by wave vector: Pierson-Moskowitz's spectrum in k (m^4), with a cosine-squared spread around the wind.

    S(omega) = alpha g^2 / omega^5 exp(-0.74 (g / (U omega))^4), alpha = 0.0081 (Pierson and Moskowitz 1964);
    S(k) = S(omega) d omega / dk / k.
    """
    omega = np.sqrt(GRAVITY * k)
    energy = 0.0081 * GRAVITY**2 / omega**5 * np.exp(-0.74 * (GRAVITY / (sea.wind * omega)) ** 4)
    along = (kx * math.cos(sea.direction) + kz * math.sin(sea.direction)) / np.maximum(k, 1e-9)
    directed = np.where(along > 0, along**2, along**2 * sea.spread) * (1 - sea.spread) + 0.5 * sea.spread
    # The short waves' slopes grow with the wind: Cox and Munk's mean square slope (1954), relative to this tail's own.
    short = np.where(k > SHORT, (0.003 + 0.00512 * sea.wind) / TAIL_SLOPE, sea.swell**2)
    per_k = short * energy * 0.5 * np.sqrt(GRAVITY / k) / k
    # Divided by the spread's integral, and by 2: a wave and its counterpart both carry this energy.
    whole = math.pi / 2 * (1 + sea.spread) * (1 - sea.spread) + math.pi * sea.spread
    return per_k * directed / (2 * whole)


class Surface:
    """Three cascades as mip-mapped textures, brought up to date once an instant."""

    #: Tile size, shortest and longest waves of each cascade, in metres: sizes without a common measure
    #: hide the repeats.
    BANDS = ((389.0, 14.0, 389.0), (61.0, 2.1, 14.0), (9.7, 0.09, 2.1))

    def __init__(
        self, ctx: moderngl.Context, sea: Sea, rng: np.random.Generator, tempo: Tempo, pace: float
    ) -> None:
        self.owned = Owned()
        self.cascades = [
            Cascade(sea, size, short, long, rng, tempo, pace) for size, short, long in self.BANDS
        ]
        # Two sets by turns: writing to textures that are still being drawn from would wait for the drawing.
        self.sets = [self._set(ctx) for _ in range(2)]
        self.turn = 0
        self.sizes = tuple(size for size, _, _ in self.BANDS)

    def _set(self, ctx: moderngl.Context) -> tuple[list[moderngl.Texture], list[moderngl.Texture]]:
        """Displacements and slopes; the shortest waves are seen in slopes alone."""
        return [self._texture(ctx) for _ in self.BANDS[:2]], [self._texture(ctx) for _ in self.BANDS]

    @property
    def displacements(self) -> list[moderngl.Texture]:
        """Displacement and foam of the two longer cascades, as of the last update."""
        return self.sets[self.turn][0]

    @property
    def slopes(self) -> list[moderngl.Texture]:
        """Slopes of every cascade, as of the last update."""
        return self.sets[self.turn][1]

    def _texture(self, ctx: moderngl.Context) -> moderngl.Texture:
        texture = self.owned.own(ctx.texture((SIDE, SIDE), 4, dtype="f4"))
        texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        return texture

    def update(self, t: float) -> None:
        """Compute and upload the instant `t`."""
        self.turn = 1 - self.turn
        for index, (cascade, slopes) in enumerate(zip(self.cascades, self.slopes, strict=True)):
            spectrum = cascade.at(t)
            foam: Single | float = 0.0
            if index < len(self.displacements):
                displaced = cascade.displacement(spectrum)
                foam = displaced[..., 3]
                self._upload(self.displacements[index], displaced)
            self._upload(slopes, cascade.slopes(spectrum, foam))

    @staticmethod
    def _upload(texture: moderngl.Texture, values: Single) -> None:
        texture.write(values)
        texture.build_mipmaps()

    def release(self) -> None:
        """Free every texture."""
        self.owned.release()
