"""The words that reach bokeh and defocused city lights."""

from __future__ import annotations

from generation.brief.model import Slot

from ..family import Reach

OUT_OF_FOCUS = "as lights out of focus"

WORDS: dict[tuple[Slot, str], Reach] = {
    ("subject", "bokeh"): Reach(),
    ("subject", "lights"): Reach(),
    ("subject", "city-lights"): Reach(controls={"layout": "avenue"}),
    ("subject", "city"): Reach("roughly", {"layout": "avenue"}, OUT_OF_FOCUS),
    ("subject", "particles"): Reach("roughly", {"layout": "floating"}, "as floating discs of light"),
    ("setting", "city"): Reach("roughly", {"layout": "avenue"}, OUT_OF_FOCUS),
    ("setting", "street"): Reach("roughly", {"layout": "avenue"}, OUT_OF_FOCUS),
    ("setting", "traffic"): Reach(controls={"layout": "avenue", "traffic": 1.0}),
    ("setting", "highway"): Reach("roughly", {"layout": "avenue", "traffic": 2.2}, OUT_OF_FOCUS),
    ("setting", "sea"): Reach("roughly", {"layout": "skyline"}, "as a skyline over water"),
    ("setting", "studio"): Reach(controls={"layout": "floating", "hour": "studio"}),
    ("setting", "indoors"): Reach("roughly", {"layout": "floating", "hour": "studio"}, OUT_OF_FOCUS),
    ("subject", "horizon"): Reach("roughly", {"layout": "skyline"}, "as a skyline over water"),
    ("time", "dawn"): Reach(controls={"hour": "dawn"}),
    ("time", "morning"): Reach("roughly", {"hour": "dawn"}, "as dawn"),
    ("time", "golden-hour"): Reach(controls={"hour": "golden-hour"}),
    ("time", "sunset"): Reach(controls={"hour": "sunset"}),
    ("time", "dusk"): Reach(controls={"hour": "dusk"}),
    ("time", "blue-hour"): Reach(controls={"hour": "blue-hour"}),
    ("time", "night"): Reach(controls={"hour": "night"}),
    ("time", "day"): Reach("roughly", {"hour": "golden-hour"}, "as late afternoon, when lights show"),
    ("weather", "rain"): Reach(
        "roughly", {"layout": "avenue", "hour": "night"}, "as reflections on a wet street"
    ),
    ("weather", "fog"): Reach("roughly", {"size": 1.8, "brightness": 0.7}, "as larger, softer lights"),
    ("action", "twinkling"): Reach(controls={"twinkle": 2.4}),
    ("action", "shimmering"): Reach(controls={"twinkle": 1.9}),
    ("action", "flickering"): Reach(controls={"twinkle": 2.6, "speed": 1.8}),
    ("action", "glowing"): Reach(controls={"brightness": 1.45}),
    ("action", "drifting"): Reach(controls={"layout": "floating", "move": "drift"}),
    ("action", "moving"): Reach(controls={"traffic": 1.3}),
    ("action", "flowing"): Reach(controls={"layout": "avenue", "traffic": 1.3}),
    ("pace", "very-slow"): Reach(controls={"speed": 0.3}),
    ("pace", "slow"): Reach(controls={"speed": 0.55}),
    ("pace", "fast"): Reach(controls={"speed": 1.8}),
    ("pace", "very-fast"): Reach(controls={"speed": 3.0}),
    ("mood", "calm"): Reach(controls={"speed": 0.55, "twinkle": 0.6}),
    ("mood", "dramatic"): Reach(controls={"brightness": 1.3, "hour": "night"}),
    ("mood", "dreamy"): Reach(controls={"size": 1.7, "lights": "pastel"}),
    ("mood", "festive"): Reach(controls={"lights": "festive", "twinkle": 1.8}),
    ("mood", "warm"): Reach(controls={"lights": "warm"}),
    ("mood", "cool"): Reach(controls={"lights": "cool"}),
    ("mood", "light"): Reach(controls={"density": 0.5}),
    ("mood", "moody"): Reach(controls={"brightness": 0.65, "hour": "night"}),
    ("mood", "romantic"): Reach(controls={"lights": "gold", "size": 1.4}),
    ("mood", "energetic"): Reach(controls={"lights": "neon", "speed": 1.7}),
    ("mood", "dark"): Reach(controls={"brightness": 0.55, "hour": "night"}),
    ("mood", "bright"): Reach(controls={"brightness": 1.6}),
    ("mood", "soft"): Reach(controls={"size": 1.6, "fringe": 0.0}),
    ("camera", "locked"): Reach(controls={"move": "locked"}),
    ("camera", "pan-left"): Reach(controls={"move": "pan-left"}),
    ("camera", "pan-right"): Reach(controls={"move": "pan-right"}),
    ("camera", "tilt-up"): Reach(controls={"move": "tilt-up"}),
    ("camera", "tilt-down"): Reach(controls={"move": "tilt-down"}),
    ("camera", "dolly-in"): Reach(controls={"move": "dolly-in"}),
    ("camera", "dolly-out"): Reach(controls={"move": "dolly-out"}),
    ("camera", "orbit"): Reach("roughly", {"move": "orbit"}, "as a sideways move"),
    ("camera", "handheld"): Reach(controls={"move": "handheld"}),
    ("camera", "close-up"): Reach(controls={"size": 1.9, "density": 0.6}),
    ("camera", "wide"): Reach(controls={"size": 0.6, "density": 1.4}),
    ("camera", "slow-motion"): Reach(controls={"speed": 0.4}),
    ("camera", "timelapse"): Reach("roughly", {"speed": 4.0}, "as fast traffic"),
}
