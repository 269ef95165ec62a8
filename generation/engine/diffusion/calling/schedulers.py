"""Another scheduler, or another shift of its noise levels, for one call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from generation.engine.base import EngineError
from generation.engine.diffusion.families.family import Family
from generation.engine.diffusion.work import Call

PUBLIC = "This model is set up wrongly; choose another."


@contextmanager
def scheduled(pipeline: Any, family: Family, call: Call) -> Iterator[None]:
    """The pipeline with the call's scheduler and shift while this holds; with its own again afterwards.

    Raises `EngineError` for a scheduler that the family can't run with, or a shift that has no place in it.
    """
    own = pipeline.scheduler
    pipeline.scheduler = _chosen(own, family, call)
    try:
        yield
    finally:
        pipeline.scheduler = own


def _chosen(own: Any, family: Family, call: Call) -> Any:
    import diffusers

    if call.scheduler and call.scheduler not in family.schedulers:
        raise EngineError(
            f"There is no scheduler {call.scheduler!r} for this model; choose one of: "
            f"{', '.join(family.schedulers)}.",
            permanent=True,
            public=PUBLIC,
        )
    made = getattr(diffusers, call.scheduler or type(own).__name__)
    settings = dict(family.scheduler_settings(call))
    if call.flow_shift is not None:
        settings[_name_of_shift(made, own)] = call.flow_shift
    elif made is not type(own) and not settings:
        kept = own.config.get("flow_shift", own.config.get("shift"))  # one name in some, the other in others
        if kept is not None:
            settings[_name_of_shift(made, own)] = kept
    return made.from_config(own.config, **settings) if settings or made is not type(own) else own


def _name_of_shift(made: Any, own: Any) -> str:
    """What the scheduler calls its shift. Raises `EngineError` where it has none, or finds its own by size."""
    import inspect

    known = inspect.signature(made.__init__).parameters
    for name in ("flow_shift", "shift"):
        if name in known and not own.config.get("use_dynamic_shifting"):
            return name
    raise EngineError(
        f"{made.__name__} takes no shift of its noise levels here: leave flow_shift out.",
        permanent=True,
        public=PUBLIC,
    )
