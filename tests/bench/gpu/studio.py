"""The studio engine through EGL: on the GPU where its driver offers that, and in Mesa's software."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

NVIDIA = Path("/usr/share/glvnd/egl_vendor.d/10_nvidia.json")
MESA = Path("/usr/share/glvnd/egl_vendor.d/50_mesa.json")
CODE = """
import json, sys, time
from itertools import islice
from generation.brief.parse import parse
from generation.engine.base import RenderControl, RenderSettings
from generation.engine.studio.engine import StudioEngine
width, height, frames = map(int, sys.argv[1:])
made = StudioEngine().render(
    parse("golden waves at sunset"), RenderSettings(4_000, width, height, 24, 3, sound=False), RenderControl()
)
list(islice(made.frames, 3))
began = time.perf_counter()
got = len(list(islice(made.frames, frames)))
seconds = time.perf_counter() - began
made.frames.close()
print(json.dumps({"renderer": made.renderer, "frames a second": got / seconds}))
"""


def measure(*, tiny: bool) -> dict[str, Any]:
    """Frames a second of "golden waves at sunset" (720p, quality standard) by each renderer that can be had."""
    size = ("320", "180", "4") if tiny else ("1280", "720", "48")
    ways = {"EGL as it comes": {}}
    if NVIDIA.exists():
        ways["EGL on the GPU"] = {"__EGL_VENDOR_LIBRARY_FILENAMES": str(NVIDIA)}
    if MESA.exists():
        ways["EGL in software"] = {
            "__EGL_VENDOR_LIBRARY_FILENAMES": str(MESA), "LIBGL_ALWAYS_SOFTWARE": "1", "GALLIUM_DRIVER": "llvmpipe",
        }  # fmt: skip
    return {name: _run(size, more) for name, more in ways.items()}


def _run(size: tuple[str, ...], more: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", CODE, *size], env=os.environ | more, capture_output=True, text=True
    )
    if done.returncode:
        return {"failed": (done.stderr.strip() or "no word").splitlines()[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
