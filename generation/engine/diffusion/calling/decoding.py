"""From latents to pictures, a few frames at a time where the autoencoder allows that exactly.

Wan's and CogVideoX's autoencoders are causal and work through the latent frames one after another, keeping what the
next needs; the loops here are theirs (diffusers 0.42.1), but hand on each piece instead of joining all. The others
decode a clip in one go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generation.engine.base import BadPicture
from generation.engine.diffusion.work import Frames

#: How many decoded frames become bytes at once.
SLICE = 16


def wan(vae: Any, latents: Any) -> Iterator[Any]:
    """Pictures of one latent frame after another: 1, then 4, 4, 4, … frames."""
    from diffusers.models.autoencoders.autoencoder_kl_wan import unpatchify

    if vae.use_tiling:  # tiles are decoded through all frames each
        yield whole(vae, latents)
        return
    _wake(vae)
    vae.clear_cache()
    try:
        hidden = vae.post_quant_conv(latents)
        for at in range(hidden.shape[2]):
            vae._conv_idx = [0]
            first = {"first_chunk": True} if at == 0 else {}
            frames = vae.decoder(
                hidden[:, :, at : at + 1], feat_cache=vae._feat_map, feat_idx=vae._conv_idx, **first
            )
            if vae.config.patch_size is not None:
                frames = unpatchify(frames, patch_size=vae.config.patch_size)
            yield frames.clamp(-1, 1)
    finally:
        vae.clear_cache()


def cogvideox(vae: Any, latents: Any) -> Iterator[Any]:
    """Pictures of two latent frames after another (three at first, of an odd count)."""
    if vae.use_tiling:
        yield whole(vae, latents)
        return
    _wake(vae)
    count, batch = latents.shape[2], vae.num_latent_frames_batch_size
    rest, cache = count % batch, None
    for at in range(max(count // batch, 1)):
        start = batch * at + (0 if at == 0 else rest)
        hidden = latents[:, :, start : batch * (at + 1) + rest]
        if vae.post_quant_conv is not None:
            hidden = vae.post_quant_conv(hidden)
        frames, cache = vae.decoder(hidden, conv_cache=cache)
        yield frames


def whole(vae: Any, latents: Any, timestep: Any = None) -> Any:
    """All pictures of one clip at once."""
    extra = () if timestep is None else (timestep,)
    return type(vae).decode(vae, latents, *extra, return_dict=False)[0]


def as_bytes(pixels: Any) -> Iterator[Frames]:
    """Pictures (1 x 3 x frames x h x w, -1 to 1) as bytes, rounded as diffusers rounds. Raises `BadPicture`."""
    import torch

    for part in pixels.split(SLICE, dim=2):
        if not torch.isfinite(part).all():
            raise BadPicture("The autoencoder gave values that are not numbers.")
        levels = ((part[0] * 0.5 + 0.5).clamp(0, 1).float() * 255).round()
        yield levels.to(torch.uint8).permute(1, 2, 3, 0).contiguous().cpu().numpy()


def _wake(vae: Any) -> None:
    """Bring an offloaded autoencoder to its device, as its `decode` would."""
    hook = getattr(vae, "_hf_hook", None)
    if hook is not None and hasattr(hook, "pre_forward"):
        hook.pre_forward(vae)
