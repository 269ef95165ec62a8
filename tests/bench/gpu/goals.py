"""What was promised, against what was measured in this run."""

from __future__ import annotations

from typing import Any

FASTER, FEW_STEPS, BUSY = 1.5, 25.0, 0.95


def judged(queue: dict[str, Any], *, whole: bool, counts: bool) -> list[dict[str, Any]]:
    """Each goal of one model's queue: what, goal, got, met (None where it was not measured).

    `whole` says that the stock pipeline ran all the preset's steps: few steps are compared with those alone. Tiny
    models don't `count`: they meet nothing.
    """
    stock, ours, few = queue["stock"]["a job"], queue["ours"]["a job"], queue.get("few steps")
    got: dict[str, tuple[float, float | None]] = {
        "per job against the stock pipeline at equal steps": (FASTER, stock / ours),
        "per job with few steps against the stock pipeline": (
            FEW_STEPS,
            stock / few["a job"] if few and whole else None,
        ),
        "share of the queue's time that the GPU was busy": (BUSY, queue["ours"]["busy"]),
    }
    return [
        {
            "what": what,
            "goal": goal,
            "got": value,
            "met": value >= goal if counts and value is not None else None,
        }
        for what, (goal, value) in got.items()
    ]
