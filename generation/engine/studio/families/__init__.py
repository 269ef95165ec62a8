"""The families, by name. Each is imported when the studio engine is first asked for anything."""

from __future__ import annotations

from importlib import import_module

from ..family import Family

FAMILIES: dict[str, str] = {
    "ocean": "ocean.Ocean",
    "particles": "particles.Particles",
    "bokeh": "bokeh.Bokeh",
    "clouds": "clouds.Clouds",
    "rain": "rain.Rain",
    "night_sky": "night_sky.NightSky",
}


def load_families() -> tuple[Family, ...]:
    """One of each, in the order above: the first of equals is chosen."""
    return tuple(_load(place) for place in FAMILIES.values())


def _load(place: str) -> Family:
    module, _, name = place.partition(".")
    built: Family = getattr(import_module(f"{__name__}.{module}"), name)()
    return built
