"""What is measured: models with their folders, sizes and calls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.kind import Preset
from generation.engine.diffusion.work import Call
from tests.generation.diffusion.tiny import tiny_folder, tiny_model

from . import weights

#: Width, height and frames that each is known for, and whether its queue of ten jobs is measured (hours for a 14B).
SIZES = {
    "wan-2.1-t2v-1.3b": (832, 480, 81, True),
    "ltx-video-2b": (704, 512, 161, True),
    "wan-2.1-t2v-14b": (832, 480, 81, False),
}
TINY = ("wan-2.1-t2v-1.3b", "ltx-video-2b")
PROMPTS = (
    "gold miners panning for gold in a river", "a red fox crossing a snowy field at dawn", "rain on a market street",
    "an ant carrying a leaf", "a lighthouse in a storm", "clouds racing over a mountain pass", "a baker kneading dough",
    "a steam train leaving a station", "waves breaking on black sand", "a violinist on an empty stage",
)  # fmt: skip
NEGATIVE = "watermark, logo, low quality"


@dataclass(frozen=True)
class Subject:
    """One model at one size. `queued`: its queue is measured too; `counts`: its figures mean anything."""

    model: ConfiguredModel
    width: int
    height: int
    frames: int
    queued: bool
    counts: bool = True

    @property
    def weights(self) -> Path:
        """Its folder."""
        return Path(self.model.weights)

    @property
    def few(self) -> Preset | None:
        """Its few-step schedule."""
        return self.model.kind.preset("fast")

    def call(self, job: int, *, steps: int = 0, preset: Preset | None = None) -> Call:
        """The call of the job of that number, with the preset's steps or as many as said."""
        how = preset or self.model.preset
        return Call(
            "text", PROMPTS[job % len(PROMPTS)], NEGATIVE, self.width, self.height, self.frames,
            self.model.kind.rate, steps or how.steps, how.guidance, (job,), how.scheduler, how.flow_shift,
        )  # fmt: skip

    def tflop(self, call: Call) -> float | None:
        """What the transformer has to compute for a call; None for a tiny one, whose kind declares the large one's."""
        if not self.counts:
            return None
        forwards = self.model.kind.forwards if call.guidance > 1 else 1
        return self.model.kind.tflop(call.width, call.height, call.frames) * forwards * call.steps


def full(name: str, scratch: Path, device: str) -> Subject:
    """The full-size model with random weights. Raises `weights.NoRoom`."""
    kind = KINDS[name]
    gib = kind.transformer_gib + kind.encoder.gib + kind.vae_gib
    folder = weights.folder(name, gib, scratch, device)
    width, height, frames, queued = SIZES[name]
    return Subject(ConfiguredModel(name, kind, str(folder), kind.presets[0]), width, height, frames, queued)


def tiny(name: str, scratch: Path) -> Subject:
    """The tests' tiny model of that kind: it proves that the benchmark runs, and measures nothing."""
    model = tiny_model(name, tiny_folder(name, scratch))
    fast = replace(model.preset, name="fast", steps=1, guidance=1.0)
    slow = replace(model.preset, name="quality", steps=4, guidance=5.0)
    kind = replace(model.kind, presets=(slow, fast))
    return Subject(replace(model, kind=kind, preset=slow), 64, 64, kind.frames.most, True, counts=False)
