"""The sky in every direction as one small texture, for water to mirror."""

from __future__ import annotations

import moderngl

from .families.owned import Owned
from .stage import Stage


class Dome:
    """A square that holds the hemisphere (glsl/dome.glsl), drawn anew each instant by a fragment shader.

    `side` in pixels.
    """

    def __init__(self, stage: Stage, fragment: str, side: int) -> None:
        self.owned = Owned()
        self.program = stage.program("whole_vertex", fragment)
        self.texture = self.owned.own(stage.ctx.texture((side, side), 4, dtype="f4"))
        self.texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        self.texture.repeat_x = self.texture.repeat_y = False
        self.target = self.owned.own(stage.ctx.framebuffer([self.texture]))
        self.array = self.owned.own(stage.whole(self.program))

    def bake(self) -> None:
        """Draw it; the program's uniforms have to be set."""
        self.target.use()
        self.array.render()
        self.texture.build_mipmaps()

    def release(self) -> None:
        """Free every GL object."""
        self.owned.release()
