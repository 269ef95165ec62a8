"""Memory plans: the ways to run a model on a device, from the fastest to the cheapest, and which of them fit.

No torch in here: an operator's list of what fits is made where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generation.engine.base import EngineError
from generation.engine.diffusion.families import family
from generation.engine.diffusion.kind import Kind

from .gpu import GIB, Device
from .working_set import Size, decoding, denoising

Precision = Literal["float32", "bfloat16", "float8 weights"]
#: What of the transformer lies on the device: all; one whole expert at a time; a block at a time; a layer at a time.
Offload = Literal["none", "model", "block", "leaf"]

#: A CUDA process's libraries (cuBLAS and cuDNN work space) beside torch's own tensors. Assumed, not measured on a GPU.
OVERHEAD = 0.6
#: The share of a transformer that is no repeated block, or that stays in bfloat16 under float8: embedders and norms
#: (Wan 14B: 2.6 % by its configuration).
OUTSIDE_BLOCKS = 0.03


@dataclass(frozen=True)
class MemoryPlan:
    """One way to run a model. `encoder` says where text is encoded; `tiling` decodes in tiles, which changes pixels."""

    precision: Precision = "bfloat16"
    offload: Offload = "none"
    encoder: Literal["device", "cpu"] = "device"
    tiling: bool = False

    @property
    def name(self) -> str:
        """In words: "bfloat16, text encoder on the CPU, block offload, VAE tiling"."""
        parts: list[str] = [self.precision]
        if self.encoder == "cpu":
            parts.append("text encoder on the CPU")
        if self.offload != "none":
            parts.append(f"{self.offload} offload")
        if self.tiling:
            parts.append("VAE tiling")
        return ", ".join(parts)

    @property
    def element(self) -> int:
        """Bytes of a number that is computed with."""
        return 4 if self.precision == "float32" else 2


@dataclass(frozen=True)
class Weights:
    """A model's weights under a bfloat16 plan, GiB; `experts` take turns at denoising, `vae` is all that is left."""

    transformer: float
    encoder: float
    vae: float
    layers: int
    experts: int = 1

    @classmethod
    def of(cls, kind: Kind) -> Weights:
        """As the kind declares them."""
        experts = round(kind.parameters_b / kind.active_b) if kind.active_b else 1
        return cls(kind.transformer_gib, kind.encoder.gib, kind.vae_gib, kind.layers, experts)


@dataclass(frozen=True)
class Need:
    """What a plan needs at its peak, GiB.

    `weights` and `encoder` lie on the device, `working` comes and goes with a call; `host` lies in the machine's own
    memory instead, and `loading` passes through it on the way to a GPU.
    """

    weights: float
    encoder: float
    working: float
    host: float
    loading: float

    @property
    def device(self) -> float:
        """The peak on the device."""
        return self.weights + self.encoder + self.working

    @property
    def beside(self) -> float:
        """The peak in the machine's own memory."""
        return max(self.host, self.loading)


@dataclass(frozen=True)
class Planned:
    """A plan with what it needs."""

    plan: MemoryPlan
    need: Need


class TooBig(EngineError):
    """No plan fits."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            permanent=True,
            public="That is too large for the machine that would render it: ask for a smaller size or a shorter clip.",
        )


def plans(kind: Kind, device: Device) -> tuple[MemoryPlan, ...]:
    """Every way to run this kind on this device, fastest first.

    Tiles come last of all because they change pixels. Sequential offload is left out: leaf offload has the same peak
    and copies ahead. One whole model at a time saves something only where experts take turns.
    """
    if device.kind == "cpu":
        on_cpu = [MemoryPlan("float32", encoder="cpu"), MemoryPlan("bfloat16", encoder="cpu")]
        return (*on_cpu, MemoryPlan("bfloat16", encoder="cpu", tiling=True))
    base: Precision = "bfloat16" if device.bf16 else "float32"
    ordered = [MemoryPlan(base), MemoryPlan(base, encoder="cpu")]
    if kind.active_b:
        ordered.append(MemoryPlan(base, "model", "cpu"))
    if device.fp8_weights:
        ordered.append(MemoryPlan("float8 weights", encoder="cpu"))
    ordered += [MemoryPlan(base, "block", "cpu"), MemoryPlan(base, "leaf", "cpu")]
    tiled = [MemoryPlan(one.precision, one.offload, one.encoder, tiling=True) for one in ordered[1:]]
    return (*ordered, *tiled)


def predict(plan: MemoryPlan, kind: Kind, size: Size, device: Device, weights: Weights | None = None) -> Need:
    """What the plan needs at its peak: its weights, and the larger of denoising and decoding (`working_set.py`).

    Block offload holds the running block and the one copied ahead; leaf offload a block's worth of layers at most.
    """
    have = weights or Weights.of(kind)
    scale = plan.element / 2
    transformer, encoder = have.transformer * scale, have.encoder * scale
    precise = family(kind).float32_vae
    vae, decoder_element = (have.vae, 4) if precise else (have.vae * scale, plan.element)
    denoise = denoising(kind, size, plan.element) / GIB
    decode = decoding(kind, size, tiling=plan.tiling, element=decoder_element) / GIB
    on_host, loading = 0.0, transformer + vae if device.kind == "cuda" else 0.0
    if plan.precision == "float8 weights":
        transformer *= 0.5 * (1 - OUTSIDE_BLOCKS) + OUTSIDE_BLOCKS
    if plan.offload == "model":
        expert = transformer / have.experts
        on_host, working = transformer + vae, max(expert + denoise, vae + decode)
        transformer = vae = 0.0
    elif plan.offload == "none":
        working = max(denoise, decode)
    else:
        expert = transformer / have.experts
        blocks = 2 if plan.offload == "block" else 1
        on_host = transformer
        working = max(expert * (blocks / have.layers + OUTSIDE_BLOCKS) + denoise, decode)
        transformer = 0.0
    if device.kind == "cuda":
        working += OVERHEAD
    if plan.encoder == "cpu" and device.kind == "cuda":
        on_host, loading, encoder = on_host + encoder, loading + encoder, 0.0
    return Need(transformer + vae, encoder, working, on_host, loading)


def choose(
    kind: Kind,
    size: Size,
    device: Device,
    *,
    budget: float,
    host: float = float("inf"),
    weights: Weights | None = None,
) -> tuple[Planned, ...]:
    """The plans that fit `budget` GiB on the device and `host` GiB beside it, fastest first; each next one needs less.

    The first is what to run, the rest is what to fall back on. Raises `TooBig` where none fits.
    """
    fitting: list[Planned] = []
    every = [Planned(plan, predict(plan, kind, size, device, weights)) for plan in plans(kind, device)]
    for one in every:
        cheaper = not fitting or one.need.device < fitting[-1].need.device
        if one.need.device <= budget and one.need.beside <= host and cheaper:
            fitting.append(one)
    if not fitting:
        raise TooBig(why_nothing_fits(kind, size, device, every, budget, host))
    return tuple(fitting)


def why_nothing_fits(
    kind: Kind, size: Size, device: Device, every: list[Planned], budget: float, host: float
) -> str:
    """Which memory is short, by how much, and what would do."""
    asked = f"{kind.title} at {size.width}×{size.height}, {size.frames} frames"
    small_enough = [one for one in every if one.need.device <= budget]
    if small_enough:
        least = min(one.need.beside for one in small_enough)
        return (
            f"{asked} needs {least:.1f} GiB of the machine's own memory beside {device.name}, which has {host:.1f} "
            "free: add memory, or offer a smaller size."
        )
    least = min(one.need.device for one in every)
    return (
        f"{asked} needs {least:.1f} GiB with everything that saves memory; {device.name} has {budget:.1f} free: "
        "offer a smaller size or fewer frames, or use a larger GPU."
    )
