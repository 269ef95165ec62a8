"""A process that knows nothing yet, until its first step: `python -m tests.bench.gpu.cold MODEL FOLDER DEVICE`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from .subjects import Subject


class FirstStep(Exception):
    """It is done."""


def measure(subject: Subject, device: str, scratch: Path, *, tiny: bool) -> dict[str, float]:
    """Seconds since the process was started: until its imports are over, and until the first step is.

    The weights are dropped from the page cache first, as after a reboot (Linux does it for clean pages).
    """
    for path in subject.weights.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    how = [subject.model.kind.name, str(scratch), device, "tiny" if tiny else "full", str(time.time())]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.gpu.cold", *how], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(name: str, scratch: str, device: str, size: str, started: str) -> None:
    from generation.engine.diffusion.device.host import Host
    from generation.engine.diffusion.device.options import HostOptions
    from generation.engine.diffusion.device.warm_up import Nowhere

    from . import subjects

    found = {"imports": time.time() - float(started)}
    where = Path(scratch)
    subject = subjects.tiny(name, where) if size == "tiny" else subjects.full(name, where, device)

    def stop(seen: object) -> None:
        raise FirstStep

    host = Host(HostOptions(device=device))
    try:
        host.make(subject.model, subject.call(0), Nowhere(), stop, lambda: None)
    except FirstStep:
        found["first step"] = time.time() - float(started)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
