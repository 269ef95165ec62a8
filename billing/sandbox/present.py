"""The world of the request that is being answered."""

from __future__ import annotations

from flask import current_app, g

from .world import World


def this_world() -> World:
    """Opened on first use in a request, closed with it."""
    if "world" not in g:
        g.world = current_app.config["WORLD"]()
    world: World = g.world
    return world
