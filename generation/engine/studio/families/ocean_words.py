"""What words do to the sea."""

from __future__ import annotations

from collections.abc import Mapping

from generation.brief.model import Slot

from ..family import Reach

HIGH_WIND = {"wind": 12.5, "swell": 2.2, "foam": 1.5}

WORDS: Mapping[tuple[Slot, str], Reach] = {
    **{("time", hour): Reach(controls={"hour": hour}) for hour in (
        "dawn", "morning", "day", "noon", "golden-hour", "sunset", "dusk", "blue-hour", "night",
    )},
    ("weather", "clear"): Reach(controls={"cover": 0.12, "overcast": 0.0}),
    ("weather", "overcast"): Reach(controls={"overcast": 1.0, "cover": 0.3}),
    ("weather", "cloudy"): Reach(controls={"cover": 0.62, "overcast": 0.25}),
    ("weather", "storm"): Reach(
        "roughly", {**HIGH_WIND, "overcast": 0.9, "cover": 0.6}, "rough water, no breaking giants"
    ),
    ("weather", "fog"): Reach(controls={"haze_at": 160.0, "overcast": 0.7}),
    ("weather", "wind"): Reach(controls={"wind": 10.5, "foam": 1.3}),
    ("weather", "calm"): Reach(controls={"wind": 3.2, "swell": 0.9, "foam": 0.2}),
    ("camera", "drone"): Reach(controls={"unrest": 0.25, "move": "forward"}),
    ("camera", "aerial"): Reach(controls={"height": 48.0, "pitch": -32.0}),
    ("camera", "high"): Reach(controls={"height": 70.0, "pitch": -38.0}),
    ("camera", "low"): Reach(controls={"height": 2.4, "pitch": -5.0}),
    ("camera", "close-up"): Reach("roughly", {"height": 1.5, "pitch": -9.0, "lens": 60.0}, "as close as a boat's rail"),
    ("camera", "wide"): Reach(controls={"lens": 20.0}),
    ("camera", "locked"): Reach(controls={"move": "locked", "unrest": 0.0}),
    ("camera", "handheld"): Reach(controls={"unrest": 1.6}),
    ("camera", "pan"): Reach(controls={"move": "pan-right"}),
    ("camera", "pan-left"): Reach(controls={"move": "pan-left"}),
    ("camera", "pan-right"): Reach(controls={"move": "pan-right"}),
    ("camera", "tilt-up"): Reach(controls={"move": "tilt-up"}),
    ("camera", "tilt-down"): Reach(controls={"move": "tilt-down"}),
    ("camera", "dolly-in"): Reach(controls={"move": "forward"}),
    ("camera", "dolly-out"): Reach(controls={"move": "dolly-out"}),
    ("camera", "orbit"): Reach(controls={"move": "orbit"}),
    ("camera", "timelapse"): Reach(controls={"pace": 3.0}),
    ("camera", "slow-motion"): Reach(controls={"pace": 0.4}),
    ("pace", "slow"): Reach(controls={"pace": 0.65, "speed": 2.4}),
    ("pace", "very-slow"): Reach(controls={"pace": 0.4, "speed": 1.2}),
    ("pace", "fast"): Reach(controls={"pace": 1.25, "speed": 13.0}),
    ("pace", "very-fast"): Reach(controls={"pace": 1.5, "speed": 24.0}),
    ("mood", "calm"): Reach(controls={"wind": 4.2, "swell": 1.2, "foam": 0.3}),
    ("mood", "dramatic"): Reach(controls={"wind": 10.5, "swell": 2.3, "foam": 1.3, "cover": 0.6}),
    ("mood", "moody"): Reach(controls={"overcast": 0.75}),
    ("mood", "dreamy"): Reach(controls={"pace": 0.55, "haze_at": 700.0}),
    ("mood", "energetic"): Reach(controls={"wind": 11.0, "foam": 1.4}),
    ("mood", "romantic"): Reach(controls={"hour": "sunset"}),
    ("mood", "dark"): Reach(controls={"overcast": 0.6}),
    ("mood", "soft"): Reach(controls={"wind": 5.0, "foam": 0.3}),
    ("mood", "warm"): Reach(controls={"hour": "golden-hour"}),
    ("mood", "cool"): Reach("roughly", {"overcast": 0.5}, "a cooler light"),
    ("setting", "sea"): Reach(),
    ("setting", "outdoors"): Reach(),
    ("action", "rolling"): Reach(controls={"swell": 2.4}),
    ("action", "flowing"): Reach(),
    ("action", "moving"): Reach(),
    ("action", "shimmering"): Reach(),
    ("action", "glowing"): Reach(),
    ("action", "drifting"): Reach(),
    ("action", "breaking"): Reach("roughly", {"wind": 10.5, "foam": 1.5}, "foam on crests, no surf on a shore"),
    ("action", "crashing"): Reach(
        "roughly", {"wind": 12.0, "foam": 1.6, "swell": 2.3}, "foam on crests, nothing to crash against"
    ),
    ("action", "flying"): Reach(controls={"move": "forward"}),
}  # fmt: skip
