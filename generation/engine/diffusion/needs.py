"""What a model needs of a machine, and how a machine would run it: by what is declared, without loading anything."""

from __future__ import annotations

from dataclasses import dataclass

from .clips.native import trained_sizes
from .device.gpu import GIB, SPARE, Device
from .device.memory import Planned, TooBig, Weights, choose, plans, predict
from .device.working_set import Size
from .kind import Kind, Preset

#: Stands for any GPU that has every ability, where only what a model needs is asked.
A_GPU = Device("cuda:0", "a GPU", "", total=0, free=0, capability=(9, 0))


@dataclass(frozen=True)
class Fit:
    """How a device would run one size of a model: the fastest plan that fits, or in a sentence why none does."""

    size: Size
    planned: Planned | None
    why_not: str = ""


def sizes(kind: Kind, preset: Preset | None = None) -> tuple[Size, ...]:
    """The longest call at each of the kind's short sides, in the shape 16:9."""
    guided = (preset or kind.presets[0]).guidance > 1
    return tuple(
        Size(width, height, kind.frames.most, guided=guided) for width, height in trained_sizes(kind, 16, 9)
    )


def seconds(kind: Kind) -> float:
    """The longest clip of one call."""
    return kind.frames.most / kind.rate


def fits(kind: Kind, preset: Preset, device: Device, host: Device, weights: Weights) -> tuple[Fit, ...]:
    """For each size, how the device would run it if it had nothing else to do. `host` is the CPU beside it."""
    found = []
    for size in sizes(kind, preset):
        try:
            best, *_ = choose(kind, size, device, budget=_gib(device), host=_gib(host), weights=weights)
        except TooBig as error:
            found.append(Fit(size, None, str(error)))
        else:
            found.append(Fit(size, best))
    return tuple(found)


def peaks(kind: Kind, device: Device = A_GPU) -> dict[str, float]:
    """GiB on the device at the peak of the largest call, by the name of the plan, from the fastest on."""
    size = sizes(kind)[-1]
    return {plan.name: predict(plan, kind, size, device).device for plan in plans(kind, device)}


def _gib(device: Device) -> float:
    return device.total * (1 - SPARE) / GIB
