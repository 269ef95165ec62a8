"""Asking the real sandbox, with limits that suit small files."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import psutil
import pytest

from generation.finishing.keys import Signer, load_or_make
from generation.sandbox.look import Seen, look
from generation.sandbox.question import Limits, Question

Ask = Callable[..., Seen]


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return load_or_make(tmp_path_factory.mktemp("keys") / "own")


@pytest.fixture(scope="session")
def ask(own: Signer) -> Ask:
    """`ask(path)`: what the sandbox sees; nothing of it is left afterwards, whatever it says."""

    def asked(path: Path, *, memory: int = 512, seconds: int = 20, pictures: bool = True) -> Seen:
        before = {one.pid for one in psutil.Process().children()}
        try:
            with path.open("rb") as file:
                question = Question(own.root.decode(), pictures)
                return look(file.fileno(), question, Limits(memory << 20, seconds))
        finally:
            assert {one.pid for one in psutil.Process().children()} <= before

    return asked


@pytest.fixture(scope="session")
def ffmpeg() -> Callable[..., None]:
    def run(*arguments: str | Path) -> None:
        subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *arguments], check=True)

    return run
