"""Every model that is known, by name, and how its family is called."""

from __future__ import annotations

from generation.engine.diffusion.kind import Kind

from . import cogvideox, helios, hunyuan, ltx, ltx2, mochi, skyreels, wan
from .family import Family

_MODULES = (wan, ltx, ltx2, cogvideox, hunyuan, skyreels, helios, mochi)

KINDS: dict[str, Kind] = {kind.name: kind for module in _MODULES for kind in module.KINDS}

_FAMILIES: dict[str, Family] = {kind.family: module.FAMILY for module in _MODULES for kind in module.KINDS}


def family(kind: Kind) -> Family:
    """How the pipelines of that kind are called."""
    return _FAMILIES[kind.family]
