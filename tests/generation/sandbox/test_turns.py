"""Only so many files are looked at at once, over all processes, and a killed one gives its turn back."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from generation.sandbox.turns import Busy, turn

ROOT = Path(__file__).parents[3]


def holder(folder: Path) -> subprocess.Popen[bytes]:
    """Another process that has a turn."""
    code = f"import sys, time; sys.path.insert(0, {str(ROOT)!r})\nfrom pathlib import Path\n"
    code += "from generation.sandbox.turns import turn\n"
    code += f"with turn(Path({str(folder)!r}), 2, 0): print(1, flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"1\n"
    return process


def test_turns_are_counted_over_processes_and_survive_a_kill(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        try:
            with turn(tmp_path, 2, 0):
                began = time.monotonic()
                with pytest.raises(Busy), turn(tmp_path, 2, 0.2):
                    pass
                assert 0.2 <= time.monotonic() - began < 15
            with turn(tmp_path, 2, 0):
                other.kill()
                other.wait()
                with turn(tmp_path, 2, 2):
                    pass
        finally:
            other.kill()


def test_a_turn_comes_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), turn(tmp_path, 1, 0):
        raise ZeroDivisionError
    with turn(tmp_path, 1, 0):
        pass
