"""What this machine can render on: its GPUs, their memory and abilities, and why there are none.

torch is imported inside the functions: a host without it gets a sentence, not a traceback.
"""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from generation.engine.base import EngineError

GIB = 2**30
DRIVER = Path("/proc/driver/nvidia/version")
CGROUP = Path("/sys/fs/cgroup")
#: Kept out of every budget: what the allocator loses to fragments, and libraries' work space beside torch's own.
SPARE = 0.05


@dataclass(frozen=True)
class Device:
    """One thing to render on. Memory is in bytes; `total` and `free` of a CPU are the machine's (or its container's).

    `index` is torch's name ("cuda:0", "cpu"), `uuid` the same GPU's in every process. `capability` is (0, 0) on a CPU.
    """

    index: str
    name: str
    uuid: str
    total: int
    free: int
    capability: tuple[int, int] = (0, 0)
    driver: str = ""

    @property
    def kind(self) -> Literal["cuda", "cpu"]:
        """What torch calls the type."""
        return "cuda" if self.index.startswith("cuda") else "cpu"

    @property
    def family(self) -> str:
        """The device class of a take's record: frames are equal within one ("cuda sm_90", "cpu x86_64")."""
        if self.kind == "cpu":
            return f"cpu {platform.machine()}"
        return f"cuda sm_{self.capability[0]}{self.capability[1]}"

    @property
    def bf16(self) -> bool:
        """Whether it computes in bfloat16 itself (compute capability 8.0; every CPU does, if slowly)."""
        return self.kind == "cpu" or self.capability >= (8, 0)

    @property
    def fp8_weights(self) -> bool:
        """Whether weights can lie in float8: they are cast up to bfloat16 for each layer, so bfloat16 is enough."""
        return self.kind == "cuda" and self.bf16

    @property
    def fp8_arithmetic(self) -> bool:
        """Whether it multiplies in float8 itself (compute capability 8.9). Nothing here does yet."""
        return self.capability >= (8, 9)

    @property
    def budget(self) -> int:
        """Bytes that this process may plan with: what is free now, less a twentieth."""
        return int(self.free * (1 - SPARE))


@dataclass(frozen=True)
class Machine:
    """What there is to render on. `why_no_gpu` is a sentence where there is no usable GPU, else ""."""

    gpus: tuple[Device, ...]
    cpu: Device
    torch: bool
    why_no_gpu: str = ""

    @property
    def problem(self) -> str:
        """Why nothing can be rendered here at all; "" where something can. Without torch nothing can."""
        return "" if self.torch else self.why_no_gpu

    def choose(self, wanted: str = "auto") -> Device:
        """The device of that name ("cuda:1", "cpu"); "auto" is the first GPU, else the CPU. Raises `EngineError`."""
        if self.problem:
            raise _unusable(self.problem)
        if wanted == "auto":
            return self.gpus[0] if self.gpus else self.cpu
        index = "cuda:0" if wanted == "cuda" else wanted
        found = next((one for one in (*self.gpus, self.cpu) if one.index == index), None)
        if found is None:
            there = ", ".join(one.index for one in (*self.gpus, self.cpu))
            raise _unusable(
                f"There is no device {wanted!r} here; there are: {there}. {self.why_no_gpu}".strip()
            )
        return found


def look() -> Machine:
    """What this machine has. Starts CUDA in this process where there is a GPU."""
    cpu = Device("cpu", _cpu_name(), "cpu", *_host_memory())
    try:
        import torch
    except ImportError:
        return Machine((), cpu, torch=False, why_no_gpu=NO_TORCH)
    driver = driver_version()
    error = ""
    if torch.version.cuda is not None:
        try:
            torch.cuda.init()
        except (RuntimeError, AssertionError) as reason:
            error = str(reason)
    count = 0 if error or torch.version.cuda is None else torch.cuda.device_count()
    if not count:
        return Machine((), cpu, torch=True, why_no_gpu=why_no_gpu(torch.version.cuda, driver, error))
    return Machine(tuple(_gpu(index, driver) for index in range(count)), cpu, torch=True)


NO_TORCH = 'torch is not installed: install the product with its extra, "pip install oddreel[diffusion]".'


def why_no_gpu(built_for: str | None, driver: str, error: str) -> str:
    """Why torch sees no GPU: `built_for` is its CUDA version (None: none), `error` what CUDA said at its start."""
    if built_for is None and driver:
        return (
            f"There is an NVIDIA driver ({driver}), but this torch is built without CUDA: install the CUDA build of "
            "torch. Until then everything runs on the CPU, slowly."
        )
    if built_for is None or not driver:
        return "There is no NVIDIA GPU here (no driver is loaded): everything runs on the CPU, slowly."
    if "too old" in error or "insufficient" in error:
        return (
            f"The NVIDIA driver {driver} is too old for this torch, which is built for CUDA {built_for}: "
            "install a newer driver. Until then everything runs on the CPU, slowly."
        )
    said = f" CUDA says: {error.splitlines()[0].rstrip('.')}." if error else ""
    return f"The NVIDIA driver {driver} is loaded, but no GPU can be used.{said} Everything runs on the CPU, slowly."


def driver_version(path: Path = DRIVER) -> str:
    """The loaded NVIDIA driver's version ("550.54.15"); "" where none is loaded."""
    try:
        text = path.read_text()
    except OSError:
        return ""
    found = re.search(r"\b(\d{3,}\.\d+(?:\.\d+)?)\b", text)
    return found.group(1) if found else ""


def _gpu(index: int, driver: str) -> Device:
    import torch

    facts = torch.cuda.get_device_properties(index)
    free, total = torch.cuda.mem_get_info(index)
    return Device(
        f"cuda:{index}",
        facts.name,
        f"GPU-{facts.uuid}",
        total,
        free,
        (facts.major, facts.minor),
        driver,
    )


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _host_memory() -> tuple[int, int]:
    """Total and available bytes of the machine, or of the container where that has less (cgroup v2)."""
    page = os.sysconf("SC_PAGE_SIZE")
    total = page * os.sysconf("SC_PHYS_PAGES")
    free = page * os.sysconf("SC_AVPHYS_PAGES")
    try:
        found = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text())
        free = int(found.group(1)) * 1024 if found else free
        limit = (CGROUP / "memory.max").read_text().strip()
        if limit != "max":
            used = int((CGROUP / "memory.current").read_text())
            total, free = min(total, int(limit)), min(free, max(0, int(limit) - used))
    except (OSError, ValueError):
        pass
    return total, free


def _unusable(sentence: str) -> EngineError:
    return EngineError(
        sentence, permanent=True, public="This machine can't render that now; we are told of it."
    )
