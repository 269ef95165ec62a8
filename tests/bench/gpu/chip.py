"""The device under test: its name, the most it can do on paper, its memory's peak, and how busy it was."""

from __future__ import annotations

import ctypes
import gc
import resource
import statistics
import threading
from types import TracebackType

from generation.engine.diffusion.device.gpu import look

#: Dense bfloat16 TFLOP/s as NVIDIA's product pages and data sheets publish them (a100, h100, h200; Blackwell data
#: sheet), half of what they print "with sparsity". The first name that the device's own contains counts.
PEAKS = (
    ("H100 NVL", 835.0),
    ("H100 PCIe", 756.0),
    ("H100", 989.0),
    ("H200", 989.0),
    ("B200", 2250.0),
    ("A100", 312.0),
)
SAMPLED_EVERY_S = 0.1


class NoGpu(Exception):
    """The benchmark asks for a GPU and there is none; the message says why."""


def device_name(device: str) -> str:
    """The device's own name. Raises `NoGpu`."""
    machine = look()
    if device == "cpu":
        return machine.cpu.name
    if not machine.gpus:
        raise NoGpu(machine.why_no_gpu)
    return machine.choose(device).name


def peak(name: str) -> float | None:
    """What the chip can do on paper, TFLOP/s; None where this table does not know it."""
    return next((value for part, value in PEAKS if part in name), None)


def wait(device: str) -> None:
    """Until the device has done what it was told."""
    if device.startswith("cuda"):
        import torch

        torch.cuda.synchronize(device)


def forget_peak(device: str) -> None:
    """Let go of what nobody holds any more, and count the memory's peak from here on."""
    if device.startswith("cuda"):
        import torch

        gc.collect()
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)


def peak_gib(device: str) -> float:
    """The most memory that torch held since `forget_peak`; on a CPU the most that the process ever had."""
    if device.startswith("cuda"):
        import torch

        return float(torch.cuda.max_memory_reserved(device)) / 2**30
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


class Busy:
    """How much of the time the GPU ran a kernel: NVML's counter, sampled on a thread. `share` is None without NVML."""

    def __init__(self, device: str) -> None:
        self.share: float | None = None
        self._stop = threading.Event()
        self._seen: list[int] = []
        self._gpu = _nvml(device)
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Busy:
        if self._gpu is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._gpu is not None:
            self._thread.join()
            self.share = statistics.mean(self._seen) / 100 if self._seen else None

    def _sample(self) -> None:
        library, handle = self._gpu
        rates = (ctypes.c_uint * 2)()  # nvmlUtilization_t: gpu, memory
        while not self._stop.wait(SAMPLED_EVERY_S):
            if library.nvmlDeviceGetUtilizationRates(handle, rates) == 0:
                self._seen.append(rates[0])


def _nvml(device: str) -> tuple[ctypes.CDLL, ctypes.c_void_p] | None:
    """NVML and this GPU in it. It comes with the driver, so that no package is needed."""
    if not device.startswith("cuda"):
        return None
    try:
        library = ctypes.CDLL("libnvidia-ml.so.1")
    except OSError:
        return None
    handle = ctypes.c_void_p()
    uuid = look().choose(device).uuid.encode()
    if library.nvmlInit_v2() or library.nvmlDeviceGetHandleByUUID(uuid, ctypes.byref(handle)):
        return None
    return library, handle
