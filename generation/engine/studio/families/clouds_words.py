"""What words do to the clouds."""

from __future__ import annotations

from collections.abc import Mapping

from generation.brief.model import Slot

from ..family import Reach

WORDS: Mapping[tuple[Slot, str], Reach] = {
    **{("time", hour): Reach(controls={"hour": hour}) for hour in (
        "dawn", "morning", "day", "noon", "golden-hour", "sunset", "dusk", "blue-hour", "night",
    )},
    ("subject", "hills"): Reach("roughly", {"ground": "land"}, "as dark ridges"),
    ("subject", "mountains"): Reach("roughly", {"ground": "land"}, "as dark ridges"),
    ("subject", "ocean"): Reach(controls={"ground": "sea"}),
    ("subject", "lake"): Reach("roughly", {"ground": "sea"}, "as water to the horizon"),
    ("weather", "clear"): Reach(controls={"cover": 0.3}),
    ("weather", "cloudy"): Reach(controls={"cover": 0.52}),
    ("weather", "overcast"): Reach(controls={"cover": 0.68, "overcast": 0.8}),
    ("weather", "storm"): Reach(
        "roughly", {"cover": 0.66, "overcast": 0.65, "shade": 1.6, "pace": 1.4}, "dark fast clouds, no lightning"
    ),
    ("weather", "wind"): Reach(controls={"pace": 1.8}),
    ("weather", "calm"): Reach(controls={"pace": 0.6}),
    ("weather", "fog"): Reach("roughly", {"haze": 4.0}, "as haze over the horizon"),
    ("camera", "timelapse"): Reach(controls={"pace": 3.2}),
    ("camera", "slow-motion"): Reach(controls={"pace": 0.3}),
    ("camera", "locked"): Reach(controls={"move": "locked"}),
    ("camera", "wide"): Reach(controls={"lens": 18.0}),
    ("camera", "close-up"): Reach("roughly", {"lens": 70.0}, "a long lens on the clouds"),
    ("camera", "low"): Reach(controls={"pitch": 16.0}),
    ("camera", "pan"): Reach(controls={"move": "pan-right"}),
    ("camera", "pan-left"): Reach(controls={"move": "pan-left"}),
    ("camera", "pan-right"): Reach(controls={"move": "pan-right"}),
    ("camera", "tilt-up"): Reach(controls={"move": "tilt-up"}),
    ("camera", "tilt-down"): Reach(controls={"move": "tilt-down"}),
    ("camera", "handheld"): Reach(controls={"unrest": 1.4}),
    ("pace", "slow"): Reach(controls={"pace": 0.6}),
    ("pace", "very-slow"): Reach(controls={"pace": 0.3}),
    ("pace", "fast"): Reach(controls={"pace": 2.4}),
    ("pace", "very-fast"): Reach(controls={"pace": 4.0}),
    ("mood", "calm"): Reach(controls={"pace": 0.6, "cover": 0.4}),
    ("mood", "dramatic"): Reach(controls={"cover": 0.6, "shade": 1.5}),
    ("mood", "moody"): Reach(controls={"cover": 0.62, "overcast": 0.45, "shade": 1.4}),
    ("mood", "dreamy"): Reach(controls={"density": 3.4, "pace": 0.5}),
    ("mood", "romantic"): Reach(controls={"hour": "sunset"}),
    ("mood", "soft"): Reach(controls={"density": 3.2}),
    ("mood", "dark"): Reach(controls={"shade": 1.6, "overcast": 0.4}),
    ("mood", "bright"): Reach(controls={"hour": "day"}),
    ("mood", "warm"): Reach(controls={"hour": "golden-hour"}),
    ("mood", "energetic"): Reach(controls={"pace": 2.4}),
    ("setting", "sea"): Reach(controls={"ground": "sea"}),
    ("setting", "countryside"): Reach("roughly", {"ground": "land"}, "as a dark line of hills"),
    ("setting", "outdoors"): Reach(),
    ("action", "moving"): Reach(),
    ("action", "drifting"): Reach(),
    ("action", "flowing"): Reach(),
    ("action", "rolling"): Reach(),
    ("action", "glowing"): Reach(),
    ("action", "setting"): Reach("roughly", {"hour": "sunset"}, "the sun stands low and does not move"),
    ("action", "rising"): Reach("roughly", {"hour": "dawn"}, "the sun stands low and does not move"),
}  # fmt: skip
