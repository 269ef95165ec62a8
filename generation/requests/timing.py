"""What renders and loads took on this installation, by engine, size and kind of device."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from generation.engine.base import Work
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.registry import models
from generation.models import EngineTiming

from .rate import Rate

#: Loading a model until it was measured: so many GiB of weights a second. Assumed, for a local disk.
GIB_PER_SECOND = 1.0


def timing_key(work: Work, size: tuple[int, int], device: str = "") -> str:
    """Times are kept per engine, family and quality (the engine's key), per size and per kind of device."""
    width, height = size
    return f"{work.timing_key} {width}x{height}" + (f" on {device}" if device else "")


def seconds_of(work: Work, size: tuple[int, int], devices: Iterable[str] = ()) -> float:
    """Measured on these kinds of devices, on average over them; where that was never measured by the engine's prior.

    Without any device what was measured last counts, wherever that was.
    """
    plain = timing_key(work, size)
    rows = EngineTiming.objects.filter(key__startswith=plain).order_by("-updated_at")
    known = {
        row.key: _rate(row, work.units).expect(work.units)
        for row in rows
        if row.key == plain or row.key.startswith(f"{plain} on ")
    }
    prior = work.units * work.seconds_per_unit
    each = [known.get(timing_key(work, size, device), known.get(plain, prior)) for device in devices]
    return sum(each) / len(each) if each else next(iter(known.values()), prior)


def reloads(engines: Iterable[str]) -> dict[str, float]:
    """Seconds that loading takes, by engine; an engine that loads nothing is not in it."""
    wanted = {model.name: model for model in models() if model.name in engines}
    if not wanted:
        return {}
    measured: dict[str, list[float]] = {}
    for row in EngineTiming.objects.filter(key__startswith="load/"):
        name = row.key.removeprefix("load/").partition(" on ")[0]
        measured.setdefault(name, []).append(row.seconds_per_unit)
    return {
        name: sum(measured[name]) / len(measured[name]) if name in measured else _assumed(model)
        for name, model in wanted.items()
    }


def learn_loading(engine: str, device: str, took: float) -> None:
    """Remember how long a device took to load an engine's model and make it ready."""
    learn(f"load/{engine}" + (f" on {device}" if device else ""), 1.0, took)


@transaction.atomic
def learn(key: str, units: float, seconds: float) -> None:
    """Remember what so much work took (both above 0): the first time in full, an outlier hardly."""
    timing, new = EngineTiming.objects.select_for_update().get_or_create(
        key=key, defaults={"seconds_per_unit": seconds / units, "units": units}
    )
    if new:
        return
    rate = _rate(timing, units).with_one(units, seconds)
    timing.seconds_per_unit, timing.units = rate.seconds / rate.units, rate.units
    timing.spread, timing.together, timing.renders = rate.spread, rate.together, rate.renders
    timing.save()


def _rate(row: EngineTiming, units: float) -> Rate:
    mean = row.units or units
    return Rate(mean, row.seconds_per_unit * mean, row.spread, row.together, row.renders)


def _assumed(model: ConfiguredModel) -> float:
    kind = model.kind
    return (kind.transformer_gib + kind.encoder.gib + kind.vae_gib) / GIB_PER_SECOND
