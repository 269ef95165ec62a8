"""What the sandboxed process can't do: tried from inside, with the walls that it really has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ATTEMPTS = """
import ctypes, json, os, socket, sys, threading, subprocess
sys.path.insert(0, {root!r})
from generation.sandbox.question import Limits
from generation.sandbox.walls import build
victim = int(sys.argv[1])
tries = {{
    "open": lambda: open("/etc/passwd"),
    "write": lambda: open("/tmp/left-behind", "w"),
    "list": lambda: os.listdir("/"),
    "socket": lambda: socket.socket(),
    "pair": lambda: socket.socketpair(),
    "fork": lambda: os.fork(),
    "thread": lambda: threading.Thread(target=print).start(),
    "start": lambda: subprocess.Popen(["/bin/true"]),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "kill": lambda: os.kill(victim, 9),
    "remove": lambda: os.unlink("/etc/hostname"),
    "chmod": lambda: os.chmod("/etc/hostname", 0o777),
    "become root": lambda: os.setuid(0),
    "pipe": lambda: os.pipe(),
    "memory": lambda: bytearray(300 << 20),
}}
walls = build(Limits(100 << 20, 5), os.getppid())
said = {{}}
for name, attempt in tries.items():
    try:
        attempt()
        said[name] = "done"
    except Exception as error:
        said[name] = type(error).__name__
os.write(1, json.dumps({{"walls": walls.as_json(), "said": said, "environment": dict(os.environ)}}).encode())
"""


def inside(python: str, **options: object) -> dict[str, dict[str, object]]:
    with subprocess.Popen(["/bin/sleep", "60"]) as victim:
        try:
            done = subprocess.run(
                [python, "-I", "-c", ATTEMPTS.format(root=str(ROOT)), str(victim.pid)],
                capture_output=True, env={}, check=True, timeout=20, **options,
            )  # fmt: skip
            assert victim.poll() is None
        finally:
            victim.kill()
    return json.loads(done.stdout)


@pytest.mark.parametrize("who", ["this user", "nobody"])
def test_nothing_can_be_opened_reached_started_or_touched(who: str) -> None:
    if who == "nobody":
        if os.geteuid() != 0 or not Path("/usr/bin/python3.11").exists():
            pytest.skip("takes root, and a Python that everybody may run")
        found = inside("/usr/bin/python3.11", user=65534, group=65534, extra_groups=[])
    else:
        found = inside(sys.executable)
    assert "done" not in found["said"].values()
    assert found["said"]["memory"] == "MemoryError"
    assert found["walls"] == {"calls": True, "network": found["walls"]["network"], "user": True}
    assert set(found["environment"]) <= {"LC_CTYPE"}
    assert not Path("/tmp/left-behind").exists()


def test_without_the_kernels_filter_limits_still_hold_and_it_says_so() -> None:
    """As on a machine that has none: the filter's list of machines is empty."""
    script = ATTEMPTS.format(root=str(ROOT)).replace(
        "walls = build", "from generation.sandbox import seccomp; seccomp.MACHINES.clear(); walls = build"
    )
    script = script.replace('"exec": lambda: os.execv("/bin/true", ["true"]),', "")
    done = subprocess.run(
        [sys.executable, "-I", "-c", script, "1"], capture_output=True, env={}, check=True, timeout=20
    )
    found = json.loads(done.stdout)
    assert found["walls"]["calls"] is False
    for name in ("open", "write", "socket", "fork", "thread", "start", "kill", "remove", "memory", "pipe"):
        assert found["said"][name] != "done", name
