"""One ffmpeg process, fed with raw frames through a pipe, that writes every rendition."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from .errors import DiskFull, EncoderDied
from .sizes import HOVER_SECONDS, Size, SpritePlan

#: Frames that wait for the pipe while the next is drawn.
AHEAD = 3
NO_SPACE = ("No space left on device", "ENOSPC", "Disk quota exceeded", "File too large")
#: Seconds that ffmpeg may take to write its last bytes.
PATIENCE = 300
_libc = ctypes.CDLL("libc.so.6", use_errno=True)
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Plan:
    """What to write, and from what."""

    folder: Path
    width: int
    height: int
    fps: int
    frame_count: int
    comp: Size
    hover: Size
    poster: Size
    poster_frame: int
    sprite: SpritePlan
    marks: dict[str, Path]
    sound: Path | None


def command(plan: Plan) -> list[str]:
    """ffmpeg's arguments: the frames once in, split, scaled, marked, and out as six files."""
    seconds = plan.frame_count / plan.fps
    hover_from = max(0.0, (seconds - HOVER_SECONDS) / 3)
    sprite = plan.sprite
    # RGB is turned into BT.709's limited range once; every rendition is made of that.
    graph = [
        "[0:v]scale=in_range=full:out_range=limited:out_color_matrix=bt709:flags=bicubic+accurate_rnd+full_chroma_int,"
        "format=yuv420p,setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709,"
        "split=5[m0][c0][h0][p0][s0]",
        "[m0][1:v]overlay=0:0:format=yuv420[master]",
        f"[c0]scale={plan.comp.width}:{plan.comp.height}:flags=area[c1];[c1][2:v]overlay=0:0:format=yuv420[comp]",
        f"[h0]trim=start={hover_from:.3f}:duration={HOVER_SECONDS},setpts=PTS-STARTPTS,"
        f"scale={plan.hover.width}:{plan.hover.height}:flags=area[h1];[h1][3:v]overlay=0:0:format=yuv420[hover]",
        f"[p0]select=eq(n\\,{plan.poster_frame}),scale={plan.poster.width}:{plan.poster.height}:flags=lanczos[p1];"
        "[p1][4:v]overlay=0:0:format=yuv420,split=2[poster][poster_jpeg]",
        f"[s0]select=not(mod(n\\,{sprite.every})),scale={sprite.cell.width}:{sprite.cell.height}:flags=area,"
        f"tile={sprite.across}x{sprite.down}:nb_frames={sprite.count},format=yuvj420p[sprite]",
    ]
    inputs = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{plan.width}x{plan.height}", "-r", str(plan.fps), "-i", "pipe:0"]
    for name in ("master", "comp", "hover", "poster"):
        inputs += ["-i", str(plan.marks[name])]
    if plan.sound:
        inputs += ["-i", str(plan.sound)]
    colour = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"]
    clean = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    outputs: list[str] = []
    videos = (("master", "17", "veryfast", 2.0), ("comp", "26", "veryfast", 2.0), ("hover", "29", "veryfast", 1.0))
    for name, crf, preset, gop in videos:
        outputs += ["-map", f"[{name}]"]
        if plan.sound and name != "hover":
            outputs += ["-map", "5:a", "-c:a", "aac", "-b:a", "192k" if name == "master" else "96k", "-ar", "48000"]
        group = str(round(plan.fps * gop))
        outputs += [
            "-c:v", "libx264", "-profile:v", "high", "-preset", preset, "-crf", crf, "-pix_fmt", "yuv420p",
            "-g", group, "-keyint_min", group, "-sc_threshold", "0", "-flags", "+cgop", "-bf", "2",
            "-fps_mode", "cfr", "-tag:v", "avc1", *colour, *clean, "-movflags", "+faststart", str(plan.folder / f"{name}.mp4"),
        ]  # fmt: skip
    outputs += ["-map", "[poster]", "-frames:v", "1", "-c:v", "libwebp", "-quality", "82", *clean, str(plan.folder / "poster.webp")]
    outputs += ["-map", "[poster_jpeg]", "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", *clean, str(plan.folder / "poster_jpeg.jpg")]
    outputs += ["-map", "[sprite]", "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "5", *clean, str(plan.folder / "sprite.jpg")]
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    return [ffmpeg, "-v", "error", "-nostdin", "-y", *inputs, "-filter_complex", ";".join(graph), *outputs]


class Encoder:
    """The running process. `write` hands over a frame; `finish` waits for the files; `abort` ends it at once."""

    def __init__(self, plan: Plan) -> None:
        self.process = subprocess.Popen(  # noqa: S603 (a list of arguments of our own making)
            command(plan), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=_die_with_parent
        )
        self.queue: Queue[npt.NDArray[np.uint8] | None] = Queue(maxsize=AHEAD)
        self.said = b""
        self.broken = threading.Event()
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._feed, self._listen)]
        for thread in self.threads:
            thread.start()

    def write(self, frame: npt.NDArray[np.uint8]) -> None:
        """Queue one frame; waits while the encoder is behind. Raises `EncoderDied` or `DiskFull`."""
        if self.broken.is_set():
            raise self._fault()
        self.queue.put(frame)

    def finish(self) -> None:
        """Close the pipe and wait for the last byte. Raises `EncoderDied` or `DiskFull`."""
        self.queue.put(None)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.abort()
            raise EncoderDied("ffmpeg did not end") from None
        for thread in self.threads:
            thread.join()
        if code != 0 or self.broken.is_set():
            raise self._fault()

    def abort(self) -> None:
        """End the process and its threads, whatever they are doing."""
        self.broken.set()
        self.process.kill()
        self.process.wait()
        while any(thread.is_alive() for thread in self.threads):
            while not self.queue.empty():
                self.queue.get_nowait()
            try:
                self.queue.put_nowait(None)
            except Exception:  # noqa: S110 (full again: the next round empties it)
                pass
            for thread in self.threads:
                thread.join(0.05)

    def _feed(self) -> None:
        pipe = self.process.stdin
        assert pipe is not None  # noqa: S101 (for the type checker)
        try:
            while (frame := self.queue.get()) is not None:
                if not self.broken.is_set():
                    pipe.write(frame.data)
            pipe.close()
        except (BrokenPipeError, OSError, ValueError):
            self.broken.set()
            while self.queue.get() is not None:
                pass  # let the writer out of a full queue; it sees `broken` at its next frame

    def _listen(self) -> None:
        pipe = self.process.stderr
        assert pipe is not None  # noqa: S101 (for the type checker)
        while chunk := os.read(pipe.fileno(), 65_536):
            self.said = (self.said + chunk)[-8_000:]

    def _fault(self) -> EncoderDied | DiskFull:
        code = self.process.poll()
        if code is None:
            try:
                code = self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                code = self.process.wait()
        words = self.said.decode(errors="replace").strip()
        if any(sign in words for sign in NO_SPACE) or code in (errno.ENOSPC, 256 - errno.ENOSPC, -signal.SIGXFSZ):
            return DiskFull(words[-400:])
        return EncoderDied(f"ffmpeg ended with {code}: {words[-400:]}")


def _die_with_parent() -> None:
    """The kernel ends ffmpeg if the worker is killed: half a file must not become a whole one."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
