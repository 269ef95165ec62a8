"""ffmpeg's part of the forms: sizes, crops, picture loops, stills, ProRes."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from catalog.models import Clip

from .encoding import Progress, run
from .spec import Spec, crop_size

H264 = [
    "-c:v",
    "libx264",
    "-preset",
    "medium",
    "-crf",
    "18",
    "-pix_fmt",
    "yuv420p",
    "-movflags",
    "+faststart",
]
SOUND = ["-c:a", "aac", "-b:a", "192k"]
#: What each form does to the master, in C2PA's names.
ACTIONS = {
    "mp4": ("resized", "transcoded"),
    "crop": ("cropped", "transcoded"),
    "gif": ("resized", "transcoded"),
    "webp": ("resized", "transcoded"),
    "still": ("trimmed", "transcoded"),
    "prores": ("transcoded",),
    "trim": ("trimmed", "transcoded"),
    "loop": ("edited", "transcoded"),
    "showreel": ("edited", "transcoded"),
}
#: Frames that are looked at to find where the detail is.
LOOKS = 8


def suffix_of(spec: Spec) -> str:
    """The file's ending."""
    endings = {"gif": ".gif", "webp": ".webp", "prores": ".mov", "slide": ".pptx"}
    if spec.kind == "still":
        return {"png": ".png", "jpeg": ".jpg"}[spec.values["format"]]
    return endings.get(spec.kind, ".mp4")


def encode(spec: Spec, clip: Clip, master: Path, target: Path, progress: Progress, mark: str) -> None:
    """Make a simple form. Raises `FormFailed`."""
    said = [
        "-map_metadata",
        "0",
        "-metadata",
        f"comment={mark}. Made with Oddreel.",
        "-metadata",
        f"title={clip.title}",
    ]
    seconds = clip.duration_ms / 1000
    if spec.kind == "mp4":
        scale = _scale(clip, spec.values["height"])
        arguments = ["-i", str(master), "-vf", scale, *H264, *SOUND, *said]
    elif spec.kind == "crop":
        width, height = crop_size(clip.width, clip.height, spec.values["shape"])
        left, top = where_the_detail_is(master, clip, width, height)
        arguments = ["-i", str(master), "-vf", f"crop={width}:{height}:{left}:{top}", *H264, *SOUND, *said]
    elif spec.kind == "gif":
        palette = "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=4"
        arguments = ["-i", str(master), "-vf", f"fps=12,{_scale(clip, 480)},{palette}", "-an", "-loop", "0"]
    elif spec.kind == "webp":
        picture = ["-c:v", "libwebp_anim", "-quality", "72", "-loop", "0"]
        arguments = ["-i", str(master), "-vf", f"fps=15,{_scale(clip, 480)}", *picture, "-an"]
    elif spec.kind == "still":
        at = spec.values["at_ms"] / 1000
        # A still of the very end is the last frame.
        at = min(at, seconds - 1 / clip.fps)
        arguments = ["-ss", f"{max(0.0, at):.4f}", "-i", str(master), "-frames:v", "1", "-q:v", "2"]
    else:
        prores = ["-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le", "-vendor", "apl0"]
        arguments = ["-i", str(master), *prores, "-c:a", "pcm_s16le", *said]
    run([*arguments, str(target)], seconds, progress)


def _scale(clip: Clip, short: int) -> str:
    """The short side to a size, never enlarged, both sides even."""
    short = min(short, clip.width, clip.height)
    if clip.width >= clip.height:
        return f"scale=-2:{short // 2 * 2}:flags=lanczos"
    return f"scale={short // 2 * 2}:-2:flags=lanczos"


def where_the_detail_is(master: Path, clip: Clip, width: int, height: int) -> tuple[int, int]:
    """The left and top of the crop that keeps the most detail, one for the whole clip so that nothing jumps.

    Detail is the luma's gradient, summed over some frames and weighted towards the middle, where
    people put what matters.
    """
    across, down = np.zeros(clip.width), np.zeros(clip.height)
    with av.open(str(master)) as video:
        step = max(1, clip.frame_count // LOOKS)
        for number, frame in enumerate(video.decode(video=0)):
            if number % step:
                continue
            luma = frame.to_ndarray(format="gray").astype(np.float32)[: clip.height, : clip.width]
            steep = np.abs(np.diff(luma, axis=1, append=luma[:, -1:])) + np.abs(
                np.diff(luma, axis=0, append=luma[-1:, :])
            )
            across[: steep.shape[1]] += steep.sum(axis=0)
            down[: steep.shape[0]] += steep.sum(axis=1)
    return _best(across, width), _best(down, height)


def _best(detail: np.ndarray, length: int) -> int:
    room = len(detail) - length
    if room <= 0:
        return 0
    sums = np.convolve(detail, np.ones(length), mode="valid")
    middle = 1 - 0.35 * np.abs(np.linspace(-1, 1, len(sums)))
    return int(np.argmax(sums * middle)) // 2 * 2
