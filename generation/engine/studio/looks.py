"""Film looks: how a picture is graded, by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """One look. Amounts are 0 for none and about 1 for as much as anybody wants, but for the tints.

    `contrast` pivots on middle grey; `saturation` 1 leaves colours alone; `mono` weighs R, G, B into a
    silver image; `shadows` and `highlights` are multiplied colours; `weave` is the gate's wander in
    thousandths of the picture height; `flicker` a share of the exposure.
    """

    contrast: float = 1.0
    saturation: float = 1.0
    shadows: tuple[float, float, float] = (1.0, 1.0, 1.0)
    highlights: tuple[float, float, float] = (1.0, 1.0, 1.0)
    lift: float = 0.0
    grain: float = 0.0
    grain_size: float = 1.0
    vignette: float = 0.15
    bloom: float = 1.0
    halation: float = 0.0
    mono: tuple[float, float, float] | None = None
    weave: float = 0.0
    flicker: float = 0.0
    dust: float = 0.0


LOOKS: dict[str, Look] = {
    "natural": Look(grain=0.05),
    "cinematic": Look(
        contrast=1.14, saturation=1.04, shadows=(0.93, 1.0, 1.06), highlights=(1.04, 1.0, 0.95), grain=0.12,
        vignette=0.42, bloom=1.35, halation=0.25,
    ),
    "documentary": Look(
        contrast=0.97, saturation=0.86, lift=0.012, grain=0.22, grain_size=0.9, vignette=0.08, bloom=0.7,
    ),
    "film": Look(
        contrast=1.06, saturation=0.97, shadows=(1.0, 0.99, 0.97), highlights=(1.03, 1.0, 0.94), lift=0.016, grain=0.55,
        grain_size=1.25, vignette=0.3, bloom=1.15, halation=0.75, weave=0.5,
    ),
    # Gold-rush days: a blue-sensitive plate, hand-cranked, toned with sulphide.
    "historical": Look(
        contrast=1.18, shadows=(1.16, 0.96, 0.66), highlights=(1.08, 0.97, 0.72), lift=0.03, grain=0.9, grain_size=1.7,
        vignette=0.85, bloom=1.2, mono=(0.12, 0.42, 0.46), weave=2.0, flicker=0.05, dust=0.6,
    ),
}  # fmt: skip
