"""`python -m tests.bench.gpu`: see docs/performance.md. Writes a table and a JSON file."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from generation.engine.diffusion.device.faults import is_out_of_memory

from . import chip, cold, goals, phases, queues, report, studio, subjects, weights

LABEL = "random weights: speed only"
TINY_LABEL = "tiny random models: shows that the benchmark runs, measures nothing"


def main(given: list[str] | None = None) -> int:
    """Measure and print. 2 where there is no GPU and none was done without."""
    said = _arguments().parse_args(given)
    try:
        name = chip.device_name(said.device)
    except chip.NoGpu as error:
        print(
            f"Not measured on a GPU. {error}\nTo try the benchmark itself: --tiny --device cpu",
            file=sys.stderr,
        )
        return 2
    if said.device == "cpu" and not said.tiny:
        print("Full-size models are for a GPU: on a CPU say --tiny too.", file=sys.stderr)
        return 2
    said.scratch.mkdir(parents=True, exist_ok=True)
    _prepare(said.device)
    found: dict[str, Any] = {
        "label": TINY_LABEL if said.tiny else LABEL,
        "device": name,
        "versions": _versions(),
        "peak": said.peak or chip.peak(name),
        "rounds": said.rounds,
        "models": {one: _model(one, said) for one in said.models or _usual(said)},
        "studio": {} if said.no_studio else studio.measure(tiny=said.tiny),
    }
    print("\n".join(report.lines(found)))
    said.json.parent.mkdir(parents=True, exist_ok=True)
    said.json.write_text(json.dumps(found, indent=1))
    print(f"\nWritten to {said.json}")
    return 0


def _model(name: str, said: argparse.Namespace) -> dict[str, Any]:
    """Everything of one model; what a full disk or too little memory ends is told, with what was measured before."""
    print(f"… {name}", file=sys.stderr, flush=True)
    found: dict[str, Any] = {}
    try:
        _measure(name, said, found)
    except weights.NoRoom as error:
        found["ended"] = str(error)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        found["ended"] = f"It does not fit: {error}"
    return found


def _measure(name: str, said: argparse.Namespace, found: dict[str, Any]) -> None:
    subject = (
        subjects.tiny(name, said.scratch) if said.tiny else subjects.full(name, said.scratch, said.device)
    )
    compiling = said.device != "cpu"
    preset = subject.model.preset
    found["size"] = f"{subject.width} × {subject.height} × {subject.frames} frames"
    found["preset"] = f"{preset.steps} steps, guidance {preset.guidance:g}"
    found["cold start"] = cold.measure(subject, said.device, said.scratch, tiny=said.tiny)
    found["phases"] = phases.measure(subject, said.device, said.scratch, said.rounds, compiling=compiling)
    if subject.queued and said.jobs:
        steps = said.steps or preset.steps
        found["queue"] = _queue(subject, said, steps, compiling=compiling)
        found["goals"] = goals.judged(found["queue"], whole=steps == preset.steps, counts=subject.counts)


def _queue(
    subject: subjects.Subject, said: argparse.Namespace, steps: int, *, compiling: bool
) -> dict[str, Any]:
    where = (subject, said.device, said.scratch, said.jobs)
    found: dict[str, Any] = {"jobs": said.jobs, "steps": steps}
    found["stock"] = queues.stock(*where, steps)
    found["ours"] = queues.ours(*where, steps, compiling=compiling)
    if few := subject.few:
        found["few steps"] = queues.ours(*where, few.steps, compiling=compiling, preset=few)
    return found


def _usual(said: argparse.Namespace) -> tuple[str, ...]:
    return subjects.TINY if said.tiny else tuple(subjects.SIZES)


def _prepare(device: str) -> None:
    """No bars among the tables; on a CPU one thread for every way alike, since theirs wait for each other in a spin."""
    import diffusers
    import torch
    import transformers

    if device == "cpu":
        torch.set_num_threads(1)
        os.environ["OMP_NUM_THREADS"] = "1"  # for the cold start's process
    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()


def _versions() -> str:
    import diffusers
    import torch

    return f"torch {torch.__version__}, diffusers {diffusers.__version__}, Python {platform.python_version()}"


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gpu", description=__doc__)
    parser.add_argument("--models", nargs="+", choices=tuple(subjects.SIZES), help="only these")
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--tiny", action="store_true", help="tiny models, to try the benchmark itself")
    parser.add_argument("--rounds", type=int, default=5, help="of which medians are taken")
    parser.add_argument("--jobs", type=int, default=10, help="in the queue; 0 leaves it out")
    parser.add_argument("--steps", type=int, default=0, help="of every queued job, instead of the preset's")
    parser.add_argument(
        "--peak", type=float, help="the chip's dense bfloat16 TFLOP/s, where the table lacks it"
    )
    parser.add_argument("--no-studio", action="store_true")
    parser.add_argument(
        "--scratch", type=Path, default=Path(tempfile.gettempdir()) / "bench-gpu", help="for weights"
    )
    parser.add_argument("--json", type=Path, default=Path("var/bench-gpu.json"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
