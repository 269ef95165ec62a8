"""What a worker tells its host: which device, whose it is, what to compile and how much to keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .compiling import Shape
from .gpu import GIB


@dataclass(frozen=True)
class HostOptions:
    """Defaults are for trying: any device, nobody's lock, nothing compiled.

    `device` is torch's name or "auto"; `locks` a folder shared by this machine's workers, where one process a GPU is
    ensured. `memory_gib` limits what the process plans with (0: what is free at the start). `shapes` are those that the
    site offers, compiled where `compiling` says so. `prompts` and `frames` are the bytes kept of encoded prompts and of
    frames that wait for their sink.
    """

    device: str = "auto"
    locks: Path | None = None
    memory_gib: float = 0.0
    compiling: bool = False
    shapes: tuple[Shape, ...] = ()
    prompts: int = GIB // 2
    frames: int = GIB
