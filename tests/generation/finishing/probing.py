"""What ffprobe would say, by PyAV and by the boxes of the file."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np


@dataclass(frozen=True)
class Video:
    """Facts of a video file. Colours by ITU-T H.273's numbers: 1 is BT.709."""

    profile: str
    level: int
    tag: str
    pix_fmt: str
    width: int
    height: int
    rate: Fraction
    times: list[Fraction]
    key_frames: list[int]
    primaries: int
    transfer: int
    matrix: int
    full_range: bool
    sound: tuple[str, int, int] | None
    sound_seconds: float
    tags: dict[str, str]


def probe(path: Path) -> Video:
    """Open, decode and describe."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        codec = stream.codec_context
        times, keys = [], []
        for index, frame in enumerate(container.decode(stream)):
            times.append(frame.pts * frame.time_base)
            if frame.key_frame:
                keys.append(index)
        sound = next(iter(container.streams.audio), None)
        described = None
        if sound is not None:
            described = (
                sound.codec_context.name,
                sound.codec_context.sample_rate,
                sound.codec_context.channels,
            )
        return Video(
            profile=codec.profile or "",
            level=_level(path),
            tag=codec.codec_tag,
            pix_fmt=codec.pix_fmt or "",
            width=codec.width,
            height=codec.height,
            rate=Fraction(stream.average_rate or 0),
            times=times,
            key_frames=keys,
            primaries=int(codec.color_primaries),
            transfer=int(codec.color_trc),
            matrix=int(codec.colorspace),
            full_range=int(codec.color_range) == 2,
            sound=described,
            sound_seconds=float(sound.duration * sound.time_base) if sound is not None else 0.0,
            tags=dict(container.metadata),
        )


def pictures(path: Path) -> list[np.ndarray]:
    """Every frame as RGB, by BT.709's own formula for limited range: no library's opinion of the tags counts."""
    shown = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            luma, blue, red = (_plane(plane) for plane in frame.planes)
            blue, red = (
                np.repeat(np.repeat(c, 2, 0), 2, 1)[: luma.shape[0], : luma.shape[1]] for c in (blue, red)
            )
            y, b, r = (luma - 16) / 219, (blue - 128) / 224, (red - 128) / 224
            rgb = np.stack([y + 1.5748 * r, y - 0.1873 * b - 0.4681 * r, y + 1.8556 * b], axis=-1)
            shown.append(np.clip(np.rint(255 * rgb), 0, 255).astype(np.uint8))
    return shown


def _plane(plane: av.video.plane.VideoPlane) -> np.ndarray:
    lines = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return lines[: plane.height, : plane.width].astype(np.float64)


def boxes(path: Path) -> list[str]:
    """The names of an MP4's outermost boxes, in order."""
    data, place, names = path.read_bytes(), 0, []
    while place < len(data):
        size, name = struct.unpack(">I4s", data[place : place + 8])
        if size == 1:
            (size,) = struct.unpack(">Q", data[place + 8 : place + 16])
        names.append(name.decode("latin-1"))
        place += size
    assert place == len(data), "the boxes must fill the file"
    return names


def _level(path: Path) -> int:
    """The level in the avcC box, times ten."""
    data = path.read_bytes()
    return data[data.index(b"avcC") + 7]
