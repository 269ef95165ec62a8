"""What the model of a request is told, while it is not yet written down with a take."""

from __future__ import annotations

from generation.brief.parse import parse
from generation.engine.base import Wording
from generation.engine.registry import UnknownEngine, engine
from generation.models import RenderRequest
from generation.requests.ask import Ask


def asked_wording(request: RenderRequest) -> Wording | None:
    """None where no model is asked, or the engine is configured no more."""
    ask = Ask(**request.ask)
    try:
        return engine(ask.engine).wording(parse(ask.prompt), ask.render_settings(0))
    except UnknownEngine:
        return None
