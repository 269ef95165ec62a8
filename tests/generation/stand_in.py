"""An engine in a model's place: it makes noise in segments, keeps them as checkpoints, and fails as it is told to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from generation.brief.model import Brief
from generation.engine.base import (
    BadPicture,
    Bench,
    Coverage,
    DeviceLost,
    Frame,
    Progress,
    RenderControl,
    Rendering,
    RenderSettings,
    TermCoverage,
    Wording,
    Work,
)
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.kind import Kind
from generation.jobs.movement import WAITING

#: Frames of one segment.
SEGMENT = 12
HANGING = 3600


def model(
    name: str = "stand-in", kind: Kind = KINDS["wan-2.1-t2v-1.3b"], weights: str = "/nowhere", **fields: Any
) -> ConfiguredModel:
    return ConfiguredModel(name, kind, weights, kind.presets[0], **fields)


@dataclass
class Orders:
    """What the next renders do, and what the last ones did: `made` has (seed, segment) of each that was not kept."""

    black: set[int] = field(default_factory=set)
    still: set[int] = field(default_factory=set)
    all_bad: bool = False
    lose_device: bool = False
    lose_at: int | None = None
    full_disk: bool = False
    hang_at: int | None = None
    wait_at: int | None = None
    follows: tuple[str, ...] = ("variation", "extend")
    made: list[tuple[int, int]] = field(default_factory=list)
    benches: list[Bench] = field(default_factory=list)
    settings: list[RenderSettings] = field(default_factory=list)
    told: Path | None = None

    def note(self, line: str) -> None:
        """For tests that watch from another process."""
        if self.told:
            with self.told.open("a") as file:
                file.write(f"{line}\n")


class StandIn:
    version = "1.0"
    source_type = "trainedAlgorithmicMedia"
    looks = ("natural",)
    orders = Orders()

    def __init__(self, model: ConfiguredModel) -> None:
        self.name, self.title = model.name, "A stand-in"
        self.queue, self.plan, self.credits = f"render.{model.name}", model.plan, model.credits

    @property
    def follows(self) -> tuple[str, ...]:
        return self.orders.follows

    def missing(self) -> list[str]:
        return ["There is no stand-in on this machine; build one."]

    def cover(self, brief: Brief) -> Coverage:
        return Coverage("noise", tuple(TermCoverage(term, "shown") for term in brief.terms), "shown")

    def check(self, brief: Brief, settings: RenderSettings) -> tuple[()]:
        return ()

    def wording(self, brief: Brief, settings: RenderSettings) -> Wording:
        return Wording(brief.prompt)

    def work(self, brief: Brief, settings: RenderSettings) -> Work:
        return Work(settings.frame_count, f"{self.name} noise", 0.01)

    def render(
        self, brief: Brief, settings: RenderSettings, control: RenderControl, bench: Bench | None = None
    ) -> Rendering:
        bench = bench or Bench()
        self.orders.benches.append(bench)
        self.orders.settings.append(settings)
        if self.orders.all_bad:
            raise BadPicture("not a number")
        if self.orders.lose_device:
            raise DeviceLost("the GPU has fallen off the bus")
        made_with: dict[str, Any] = {"model": self.name}
        return Rendering(
            self._frames(settings, control, bench, made_with), None, "A device", "noise", "Noise", made_with
        )

    def _frames(
        self, settings: RenderSettings, control: RenderControl, bench: Bench, made_with: dict[str, Any]
    ) -> Iterator[Frame]:
        count = settings.frame_count
        segments = -(-count // SEGMENT)
        for segment in range(segments):
            control.check()
            control.report(Progress(segment, segments))
            frames = self._segment(settings, segment, bench, control)
            yield from frames[: count - segment * SEGMENT]
        made_with["segments"] = segments

    def _segment(
        self, settings: RenderSettings, segment: int, bench: Bench, control: RenderControl
    ) -> np.ndarray:
        kept = bench.checkpoints / f"{segment}.npy" if bench.checkpoints else None
        if kept and kept.exists():
            self.orders.note(f"kept {segment}")
            return np.load(kept)
        if self.orders.full_disk:
            raise OSError(28, "No space left on device")
        if segment == self.orders.lose_at:
            raise DeviceLost("the GPU has fallen off the bus")
        if segment == self.orders.hang_at:
            self.orders.note("hangs")
            time.sleep(HANGING)  # what is under test: nothing in this process can end it
        while segment == self.orders.wait_at:
            self.orders.note("waits")
            control.report(Progress(segment, 0, WAITING))
            control.check()
            time.sleep(0.05)
        frames = self._pictures(settings, segment)
        self.orders.made.append((settings.seed, segment))
        self.orders.note(f"made {segment}")
        if kept:
            draft = kept.with_suffix(".part")
            with draft.open("wb") as file:
                np.save(file, frames)
            draft.replace(kept)
        return frames

    def _pictures(self, settings: RenderSettings, segment: int) -> np.ndarray:
        shape = (SEGMENT, settings.height, settings.width, 3)
        if settings.seed in self.orders.black:
            return np.zeros(shape, np.uint8)
        if settings.seed in self.orders.still:
            return np.full(shape, 120, np.uint8)
        rng = np.random.default_rng([settings.seed, segment])
        rough = rng.integers(60, 200, (SEGMENT, 12, 16, 3), np.uint8)
        across = np.arange(settings.width) * 16 // settings.width
        down = np.arange(settings.height) * 12 // settings.height
        return np.ascontiguousarray(rough[:, down][:, :, across])
