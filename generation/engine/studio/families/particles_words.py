"""The words that reach particle waves."""

from __future__ import annotations

from generation.brief.model import Slot

from ..family import Reach

#: Words of place and weather colour the points; nothing of the place itself is seen.
ONLY_COLOUR = "as the colours of the particles only"

WORDS: dict[tuple[Slot, str], Reach] = {
    ("subject", "particle-waves"): Reach(controls={"formation": "sea"}),
    ("subject", "waves"): Reach("roughly", {"formation": "sea"}, "as waves of particles"),
    ("subject", "particles"): Reach(),
    ("subject", "lights"): Reach("roughly", {"formation": "cloud", "sparkle": 1.6}, "as points of light"),
    ("action", "falling"): Reach("roughly", {"formation": "cloud"}, "as a drifting cloud"),
    ("action", "drifting"): Reach(controls={"formation": "cloud", "speed": 0.6}),
    ("action", "flowing"): Reach(controls={"formation": "ribbons"}),
    ("action", "dancing"): Reach(controls={"formation": "ribbons", "amplitude": 1.5, "speed": 1.5}),
    ("action", "twinkling"): Reach(controls={"sparkle": 2.2}),
    ("action", "shimmering"): Reach(controls={"sparkle": 1.8}),
    ("action", "flickering"): Reach(controls={"sparkle": 2.6}),
    ("action", "glowing"): Reach(controls={"brightness": 1.5}),
    ("action", "rotating"): Reach(controls={"move": "orbit"}),
    ("action", "moving"): Reach(),
    ("pace", "very-slow"): Reach(controls={"speed": 0.3}),
    ("pace", "slow"): Reach(controls={"speed": 0.55}),
    ("pace", "fast"): Reach(controls={"speed": 1.9}),
    ("pace", "very-fast"): Reach(controls={"speed": 3.0}),
    ("mood", "calm"): Reach(controls={"amplitude": 0.55, "speed": 0.6}),
    ("mood", "dramatic"): Reach(controls={"amplitude": 1.7}),
    ("mood", "energetic"): Reach(controls={"amplitude": 1.5, "speed": 1.9}),
    ("mood", "dreamy"): Reach(controls={"blur": 2.2, "speed": 0.6}),
    ("mood", "romantic"): Reach(controls={"palette": "rose", "blur": 1.8}),
    ("mood", "festive"): Reach(controls={"palette": "spectrum", "sparkle": 2.2}),
    ("mood", "warm"): Reach(controls={"palette": "gold"}),
    ("mood", "cool"): Reach(controls={"palette": "blue"}),
    ("mood", "light"): Reach(controls={"density": 0.45}),
    ("mood", "moody"): Reach(controls={"brightness": 0.7}),
    ("mood", "dark"): Reach(controls={"ground": "dark", "brightness": 0.6}),
    ("mood", "bright"): Reach(controls={"ground": "light"}),
    ("mood", "soft"): Reach(controls={"blur": 2.0, "scatter": 1.0}),
    ("camera", "drone"): Reach(controls={"height": 1.8, "move": "dolly-in"}),
    ("camera", "aerial"): Reach(controls={"height": 2.4}),
    ("camera", "high"): Reach(controls={"height": 2.2}),
    ("camera", "low"): Reach(controls={"height": 0.45}),
    ("camera", "locked"): Reach(controls={"move": "locked"}),
    ("camera", "pan-left"): Reach(controls={"move": "pan-left"}),
    ("camera", "pan-right"): Reach(controls={"move": "pan-right"}),
    ("camera", "tilt-up"): Reach(controls={"move": "tilt-up"}),
    ("camera", "tilt-down"): Reach(controls={"move": "tilt-down"}),
    ("camera", "dolly-in"): Reach(controls={"move": "dolly-in"}),
    ("camera", "dolly-out"): Reach(controls={"move": "dolly-out"}),
    ("camera", "orbit"): Reach(controls={"move": "orbit"}),
    ("camera", "handheld"): Reach(controls={"move": "handheld"}),
    ("camera", "close-up"): Reach(controls={"blur": 2.4, "wavelength": 1.7}),
    ("camera", "wide"): Reach(controls={"wavelength": 0.65}),
    ("camera", "slow-motion"): Reach(controls={"speed": 0.4}),
    ("time", "golden-hour"): Reach("roughly", {"palette": "gold"}, ONLY_COLOUR),
    ("time", "sunset"): Reach("roughly", {"palette": "ember"}, ONLY_COLOUR),
    ("time", "blue-hour"): Reach("roughly", {"palette": "blue"}, ONLY_COLOUR),
    ("time", "night"): Reach("roughly", {"ground": "dark"}, "as a dark ground"),
    ("time", "day"): Reach("roughly", {"ground": "light"}, "as a light ground"),
    ("setting", "studio"): Reach(),
    ("setting", "sea"): Reach("roughly", {"formation": "sea", "palette": "blue"}, "as a sea of particles"),
}
