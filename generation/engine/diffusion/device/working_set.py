"""How much memory a model works in beside its weights, by family: counted, not guessed.

Counted with the full-size models of diffusers 0.42.1 on torch's meta device: the bytes of all live tensors at the peak
of one transformer forward (attention as one fused kernel) and of one VAE decode, in bfloat16. The tests count again and
hold these numbers to it. What a GPU's allocator and libraries add is not in here (`memory.OVERHEAD`), and not measured.
"""

from __future__ import annotations

from dataclasses import dataclass

from generation.engine.diffusion.kind import Kind

GIB = 2**30


@dataclass(frozen=True)
class Size:
    """What one call makes: pixels, frames, and how many takes at once; `guided` with a second forward for guidance."""

    width: int
    height: int
    frames: int
    takes: int = 1
    guided: bool = True


@dataclass(frozen=True)
class Decoder:
    """Bytes that a VAE decodes in: `fixed` + `pixel` x pixels of a frame + `voxel` x pixels x frames, in bfloat16."""

    fixed: float = 0.0
    pixel: float = 0.0
    voxel: float = 0.0

    def bytes(self, size: Size) -> float:
        """For one take."""
        pixels = size.width * size.height
        return self.fixed + self.pixel * pixels + self.voxel * pixels * size.frames


#: Live bytes a token, a channel of the width and a sample of the batch, at the peak of a block.
#: Counted: Wan 31.8 (1.3B) and 22.2 (14B), LTX 32.2, LTX-2 43.5, CogVideoX 24.4, HunyuanVideo 36.4.
#: SkyReels and Helios are built of Wan's blocks; Mochi can't be counted on the meta device and gets the widest.
TRANSFORMER: dict[str, float] = {
    "wan": 32.0,
    "skyreels": 32.0,
    "helios": 32.0,
    "ltx": 33.0,
    "ltx2": 44.0,
    "cogvideox": 25.0,
    "hunyuan": 37.0,
    "mochi": 44.0,
}
#: Families whose guidance doubles the batch instead of running a second forward (read in their pipelines).
DOUBLED = frozenset({"ltx", "ltx2", "cogvideox", "mochi"})

WAN = Decoder(pixel=10_300, voxel=7)
WAN_TILED = Decoder(fixed=0.62 * GIB, voxel=9)
#: Whole pictures, and in tiles. Wan's VAE decodes one latent frame at a time, LTX's all of them at once.
DECODERS: dict[str, tuple[Decoder, Decoder]] = {
    "wan": (WAN, WAN_TILED),
    "skyreels": (WAN, WAN_TILED),
    "helios": (WAN, WAN_TILED),
    "ltx": (Decoder(voxel=101), Decoder(voxel=74)),
    "ltx2": (Decoder(voxel=86), Decoder(fixed=0.5 * GIB, voxel=18)),
    "cogvideox": (Decoder(pixel=45_900), Decoder(pixel=11_800)),
    "hunyuan": (Decoder(pixel=39_300, voxel=8), Decoder(fixed=2.4 * GIB, voxel=9)),
    "mochi": (Decoder(pixel=6_000, voxel=1_820), Decoder(voxel=290)),
}
#: Wan 2.2 5B has a wider VAE of its own, with sixteen pixels a latent.
WAN_5B = (Decoder(pixel=10_800, voxel=7), Decoder(fixed=0.45 * GIB, voxel=24))


def denoising(kind: Kind, size: Size, element: int = 2) -> float:
    """Bytes of one forward of the transformer, whose numbers have `element` bytes."""
    tokens = kind.tokens(size.width, size.height, size.frames)
    samples = size.takes * (2 if size.guided and kind.family in DOUBLED else 1)
    return TRANSFORMER[kind.family] * element / 2 * tokens * kind.width * samples


def decoding(kind: Kind, size: Size, *, tiling: bool, element: int = 2) -> float:
    """Bytes of the VAE's decode of one take after the other."""
    pair = WAN_5B if kind.family == "wan" and kind.space == 32 else DECODERS[kind.family]
    return pair[tiling].bytes(size) * element / 2
