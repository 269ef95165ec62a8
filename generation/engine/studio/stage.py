"""The stage: one GL context with its programs, for the thread that made it."""

from __future__ import annotations

import ctypes.util
import re
import threading
from functools import cache
from pathlib import Path

import moderngl

GLSL = Path(__file__).with_name("glsl")
LIBGL, LIBEGL = "libGL.so.1", "libEGL.so.1"
PACKAGES = "libegl1 libgl1-mesa-dri libgl1"
_INCLUDE = re.compile(r'^#include "([a-z_]+)"$', re.MULTILINE)
_local = threading.local()


class NoStage(Exception):
    """No GL context can be made on this machine; the message says what to install."""


class Stage:
    """A GL 3.3 context without a window. Belongs to the thread that made it, like all of GL."""

    def __init__(self) -> None:
        try:
            self.ctx = moderngl.create_context(
                standalone=True,
                require=330,
                # moderngl hands these through to glcontext; its stubs take them for a dictionary.
                **{"backend": "egl", "libgl": LIBGL, "libegl": LIBEGL},  # type: ignore[arg-type]
            )
        except Exception as error:
            raise NoStage(f"No OpenGL: {error}. Install {PACKAGES}.") from error
        self._programs: dict[tuple[str, str], moderngl.Program] = {}

    @property
    def renderer(self) -> str:
        """The device's own name, such as "llvmpipe (LLVM 15.0.6, 256 bits), 4.5 Mesa 22.3.6"."""
        info = self.ctx.info
        version = str(info["GL_VERSION"]).replace("(Core Profile) ", "")
        return f"{info['GL_RENDERER']}, {version}"

    def program(self, vertex: str, fragment: str) -> moderngl.Program:
        """The program of two files under glsl/, compiled once; `#include "name"` takes in another file."""
        key = (vertex, fragment)
        if key not in self._programs:
            self._programs[key] = self.ctx.program(
                vertex_shader=source(vertex), fragment_shader=source(fragment)
            )
        return self._programs[key]

    def whole(self, program: moderngl.Program) -> moderngl.VertexArray:
        """Three vertices that cover the whole target, for a vertex shader that makes its own from gl_VertexID."""
        array = self.ctx.vertex_array(program, [])
        array.vertices = 3
        return array


def texture_of(target: moderngl.Framebuffer) -> moderngl.Texture:
    """What a framebuffer draws into."""
    drawn = target.color_attachments[0]
    assert isinstance(drawn, moderngl.Texture)  # noqa: S101 (all of ours do)
    return drawn


@cache
def source(name: str) -> str:
    """A shader's text with its includes, each taken in once."""
    taken: set[str] = set()

    def take(match: re.Match[str]) -> str:
        if match[1] in taken:
            return ""
        taken.add(match[1])
        return _INCLUDE.sub(take, (GLSL / f"{match[1]}.glsl").read_text())

    return _INCLUDE.sub(take, (GLSL / f"{name}.glsl").read_text())


def stage() -> Stage:
    """This thread's stage, made on first use. Raises `NoStage`."""
    if not hasattr(_local, "stage"):
        _local.stage = Stage()
    made: Stage = _local.stage
    return made


def missing() -> list[str]:
    """What keeps a stage from being made here, found without making one."""
    absent = [name for name in ("EGL", "GL") if ctypes.util.find_library(name) is None]
    if absent:
        libraries = " and ".join(f"lib{name}" for name in absent)
        return [f"{libraries} can't be found: install {PACKAGES} (Debian's names)."]
    return []


def note_on_renderer(renderer: str) -> str:
    """A warning where a GPU is there and is not used, else "".

    NVIDIA's driver hides from a container unless NVIDIA_DRIVER_CAPABILITIES has "graphics"; EGL then
    falls back to Mesa's software renderer without a word.
    """
    if "llvmpipe" in renderer and Path("/dev/nvidia0").exists():
        return "An NVIDIA device is here but EGL renders in software: set NVIDIA_DRIVER_CAPABILITIES=all."
    return ""
