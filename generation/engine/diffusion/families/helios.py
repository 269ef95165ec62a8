"""Helios: minute-long clips in chunks of 33 frames, each conditioned on a long history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from generation.engine.diffusion.kind import Encoder, FrameRule, Kind, Licence, Preset
from generation.engine.diffusion.work import Call

from .family import pictures
from .wan import CausalVae

APACHE = Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0")
UMT5 = Encoder("UMT5-XXL", tokens=512, gib=10.6)
#: One chunk: frames, and the latent frames that they are decoded from.
CHUNK, LATENTS = 33, 9
FRAMES = FrameRule(step=CHUNK, most=CHUNK * 8, beyond=0, least=CHUNK)
#: The sizes of picture that the distilled model goes through, each half of the next.
STAGES = 3

KINDS = (
    Kind(
        name="helios-base", family="helios", title="Helios",
        pipelines=dict.fromkeys(("text", "image", "extend"), "HeliosPipeline"),
        frames=FRAMES, side=16, rate=24, short_sides=(384,),  # 24: as published
        largest_area=640 * 384, presets=(Preset("quality", 50, 5.0),), encoder=UMT5, licence=APACHE,
        parameters_b=14.3, layers=40, width=5120, vae_gib=0.48, continuation="chunks", context=CHUNK,
        batches=False, hub="BestWishYsh/Helios-Base",
    ),
    Kind(
        name="helios-distilled", family="helios", title="Helios Distilled",
        pipelines=dict.fromkeys(("text", "image", "extend"), "HeliosPyramidPipeline"),
        frames=FRAMES, side=64, rate=24, short_sides=(384,),  # 64: the smallest of three sizes is a quarter
        largest_area=640 * 384, presets=(Preset("fast", 6, 1.0),), encoder=UMT5, licence=APACHE,
        parameters_b=14.3, layers=40, width=5120, vae_gib=0.48, continuation="chunks", context=CHUNK,
        batches=False, hub="BestWishYsh/Helios-Distilled",
        notes=("The first 33 frames take twice the steps.",),
    ),
)  # fmt: skip


class Helios(CausalVae):
    """The frames that a clip continues from are given back as they came, before the new ones."""

    classes = ("HeliosPipeline", "HeliosPyramidPipeline")
    schedulers = ("HeliosScheduler", "HeliosDMDScheduler")
    device_noise = True  # the picture's noise level is drawn where the picture is

    def arguments(self, pipeline: Any, kind: Kind, call: Call) -> dict[str, Any]:
        """With the history; steps by size of picture for the distilled model, twice as many in its first chunk."""
        arguments = super().arguments(pipeline, kind, call)
        arguments["num_frames"] = self._new(call)
        if self._pyramid(pipeline):
            del arguments["num_inference_steps"]
            arguments["pyramid_num_inference_steps_list"] = self._by_stage(call)
            arguments["is_amplify_first_chunk"] = bool(pipeline.config.is_distilled)
        if call.context is not None:
            if call.task == "image":
                arguments["image"] = pictures(call.context[:1])[0]
            elif call.task == "extend":
                arguments["video"] = pictures(call.context)
        return arguments

    @contextmanager
    def around(self, pipeline: Any) -> Iterator[None]:
        """The pipeline decodes each chunk and keeps all pictures, even where only latents are asked for: not here."""
        vae = pipeline.vae
        vae.decode = lambda latents, return_dict=True: (latents.new_empty(len(latents), 3, 0, 1, 1),)
        try:
            yield
        finally:
            del vae.decode

    def steps(self, pipeline: Any, call: Call) -> int:
        """Those of every chunk."""
        chunks = self._new(call) // CHUNK
        if not self._pyramid(pipeline):
            return chunks * super().steps(pipeline, call)
        a_chunk = sum(self._by_stage(call))
        return a_chunk * (chunks + (1 if pipeline.config.is_distilled else 0))

    def ready(self, pipeline: Any, call: Call, latents: Any) -> Any:
        """The new latents alone: the pipeline gives those of the history, too."""
        new = self._new(call) // CHUNK * LATENTS
        return super().ready(pipeline, call, latents[:, :, -new:])

    def decode(self, pipeline: Any, call: Call, latents: Any, generator: Any) -> Iterator[Any]:
        """Each chunk by itself, as it was made; before them the frames that the clip continues from."""
        import torch

        if call.task == "extend" and call.context is not None and latents.shape[2] >= LATENTS:
            given = torch.from_numpy(call.context).permute(3, 0, 1, 2).unsqueeze(0)
            yield given.float() / 127.5 - 1
        for chunk in latents.split(LATENTS, dim=2):
            yield from super().decode(pipeline, call, chunk, generator)

    @staticmethod
    def _pyramid(pipeline: Any) -> bool:
        return type(pipeline).__name__ == "HeliosPyramidPipeline"

    @staticmethod
    def _new(call: Call) -> int:
        """The frames to be made: all but those that it continues from."""
        repeated = len(call.context) if call.task == "extend" and call.context is not None else 0
        return call.frames - repeated

    @staticmethod
    def _by_stage(call: Call) -> list[int]:
        """The steps shared out over the sizes of picture, at least one each, the rest to the largest."""
        each, rest = divmod(max(call.steps, STAGES), STAGES)
        return [each + (1 if stage >= STAGES - rest else 0) for stage in range(STAGES)]


FAMILY = Helios()
