"""One run of ffmpeg from a file to a file, with progress, always brought to an end."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Sequence

import imageio_ffmpeg

Progress = Callable[[float], None]
DISK_WORDS = ("No space left on device", "Disk quota exceeded", "File too large")
#: Kept quiet so that a single short job leaves the site's other work some of the machine.
THREADS = "2"


class FormFailed(Exception):
    """The file could not be made; the sentence is for the person. `again`: trying once more may help."""

    def __init__(self, sentence: str, *, again: bool = True) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.again = again


def run(arguments: Sequence[str], seconds: float, progress: Progress) -> None:
    """Run ffmpeg; `seconds` is how long the result will be. Raises `FormFailed`."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
        "-progress", "pipe:1", "-threads", THREADS, *arguments,
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
    )
    assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018 (pipes, as asked for)
    try:
        for line in process.stdout:
            name, _, value = line.strip().partition("=")
            if name == "out_time_us" and value.lstrip("-").isdigit():
                progress(min(0.99, max(0.0, int(value) / 1_000_000 / max(seconds, 0.1))))
        said = process.stderr.read()
        if process.wait() != 0:
            raise failure("File too large" if process.returncode == -signal.SIGXFSZ else said)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def failure(said: str) -> FormFailed:
    """What went wrong, from what the encoder said."""
    if any(words in said for words in DISK_WORDS):
        return FormFailed("The disk is full. Nothing was kept; try again later.")
    return FormFailed("The master could not be read. Whoever runs this site has to look at it.", again=False)
