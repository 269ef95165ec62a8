"""Sound of water, rain, wind and night, made for the clip: seeded, stereo, looping where the clip does."""

from .places import night_air, rain, surf, wind

__all__ = ["night_air", "rain", "surf", "wind"]
