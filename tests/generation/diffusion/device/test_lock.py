"""One process a GPU."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generation.engine.diffusion.device.lock import DeviceLock, DeviceTaken

ROOT = Path(__file__).resolve().parents[4]
HOLDER = """
import sys, pathlib
from generation.engine.diffusion.device.lock import DeviceLock
lock = DeviceLock(pathlib.Path(sys.argv[1]), "GPU-1", "cuda:0").take()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that has the lock of GPU-1."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def lock(folder, uuid="GPU-1"):
    return DeviceLock(folder, uuid, "cuda:0")


def test_a_second_process_is_told_whose_the_gpu_is(holder, tmp_path):
    with pytest.raises(DeviceTaken) as error:
        lock(tmp_path).take()
    assert f"cuda:0 is taken by process {holder.pid}: one worker a GPU." in str(error.value)
    assert error.value.permanent


def test_another_gpu_is_free(holder, tmp_path):
    with lock(tmp_path, "GPU-2"):
        assert (tmp_path / "device-GPU-2.lock").read_text() == f"{os.getpid()}\n"


def test_a_killed_process_leaves_its_gpu_free(holder, tmp_path):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with lock(tmp_path):
        assert (tmp_path / "device-GPU-1.lock").read_text() == f"{os.getpid()}\n"


def test_a_child_of_the_holder_does_not_keep_it(tmp_path):
    held = lock(tmp_path).take()
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        held.release()
        lock(tmp_path).take().release()
    finally:
        child.communicate()


def test_a_lock_is_taken_again_after_it_was_released(tmp_path):
    first, second = lock(tmp_path / "new" / "folder"), lock(tmp_path / "new" / "folder")
    with first, pytest.raises(DeviceTaken, match=f"process {os.getpid()}"):
        second.take()
    with second:
        pass
    second.release()  # twice is once
