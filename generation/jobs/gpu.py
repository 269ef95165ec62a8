"""This process's device for models: which it is, and that no other process of this machine has it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from generation.engine.base import EngineError
from generation.engine.diffusion.clips.shapes import usual_shapes
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.device.gpu import look
from generation.requests.ask import Ask

#: The aspects that a model is compiled for, at the size and length that the Make page begins with.
COMPILED = ("16:9", "9:16", "1:1")


def equip(device: str = "", memory_gib: float = 0.0, models: Iterable[ConfiguredModel] = ()) -> None:
    """Say which device the first render of this process is to take; "" is the first GPU, else the processor.

    `memory_gib` limits what is planned with; 0 is what is free. `models` are compiled for the usual shapes, on a GPU,
    unless GENERATION_COMPILE says no. A process that has its device already keeps it.
    """
    from generation.engine.diffusion.device import host
    from generation.engine.diffusion.device.options import HostOptions

    locks = Path(settings.CHECKPOINT_DIR) / "locks"
    asks = [Ask("", aspect=aspect).render_settings(0) for aspect in COMPILED]
    shapes = usual_shapes(models, asks) if settings.GENERATION_COMPILE else ()
    options = HostOptions(
        device=device or "auto", locks=locks, memory_gib=memory_gib, compiling=bool(shapes), shapes=shapes
    )
    with suppress(RuntimeError):
        host.configure(options)


def device_named(wanted: str) -> str:
    """torch's name of a device of this machine; "" asks for the first GPU. Raises `EngineError` where there is none."""
    machine = look()
    if not wanted and not machine.gpus and not machine.problem:
        sentence = f"{machine.why_no_gpu} Give --device cpu to render with the processor all the same."
        raise EngineError(sentence, permanent=True, public="")
    return machine.choose(wanted or "auto").index
