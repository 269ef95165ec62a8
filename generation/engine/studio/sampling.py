"""From a scene to frames: shutter samples, tiles, and read-back that overlaps with drawing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from itertools import pairwise

import moderngl
import numpy as np

from generation.engine.base import Frame, Progress, RenderControl

from .families.owned import Owned
from .family import Family, Scene, Shot
from .film import Film
from .stage import Stage, texture_of

#: Instants of the shutter's opening that make one frame.
SAMPLES = {"draft": 1, "standard": 3, "high": 8}
#: Share of a frame's time that the shutter is open: 180 degrees, as film cameras have it.
SHUTTER = 0.5
#: Seconds that one tile may take on two cores: a cancellation is heard between tiles.
TILE_SECONDS = 0.3
#: Seconds between previews, and their longest side in pixels.
PREVIEW_EVERY, PREVIEW_SIDE = 0.7, 480
#: Frames whose pixels are still on their way while the next are drawn.
IN_FLIGHT = 2

#: Pixels from which a scene's own buffers take long enough to be waited for, so that a cancellation is heard.
HEAVY = 4_000_000

Tile = tuple[int, int, int, int]


def tiles_for(width: int, height: int, seconds_per_megapixel: float, cores: int = 2) -> list[Tile]:
    """Horizontal bands that each take about `TILE_SECONDS` to draw."""
    seconds = width * height / 1e6 * seconds_per_megapixel / cores
    count = max(1, min(height // 16, round(seconds / TILE_SECONDS)))
    edges = [round(height * i / count) for i in range(count + 1)]
    return [(0, low, width, high - low) for low, high in pairwise(edges)]


def sample_times(frame: int, fps: int, count: int) -> list[float]:
    """The instants (seconds) that make a frame, spread evenly over the open shutter, the same for every frame."""
    return [(frame + SHUTTER * (i + 0.5) / count) / fps for i in range(count)]


def frames(stage: Stage, family: Family, shot: Shot, scene: Scene, control: RenderControl) -> Iterator[Frame]:
    """Draw every frame of the shot, in order. Frees the scene and every buffer when it ends, however it ends."""
    camera = _Camera(stage, family, shot, scene, control)
    try:
        yield from camera.run()
    finally:
        camera.release()
        scene.release()


class _Camera:
    def __init__(
        self, stage: Stage, family: Family, shot: Shot, scene: Scene, control: RenderControl
    ) -> None:
        settings = shot.settings
        self.ctx, self.shot, self.scene, self.control = stage.ctx, shot, scene, control
        self.width, self.height = settings.width, settings.height
        self.samples = SAMPLES[settings.quality]
        self.tiles = tiles_for(self.width, self.height, family.seconds_per_sample_megapixel)
        self.total = float(settings.frame_count * self.samples)
        self.done = 0.0
        self.owned = Owned()
        size = (self.width, self.height)
        self.sample = self._target(size)
        self.exposed = self._target(size)
        self.film = Film(stage, shot, texture_of(self.exposed))
        self.owned.own(self.film)
        self.adder = stage.program("whole_vertex", "add_fragment")
        self.adding = self.owned.own(stage.whole(self.adder))
        self.buffers = [
            self.owned.own(self.ctx.buffer(reserve=self.width * self.height * 4))
            for _ in range(IN_FLIGHT + 1)
        ]
        self.last_preview = -PREVIEW_EVERY

    def _target(self, size: tuple[int, int]) -> moderngl.Framebuffer:
        texture = self.owned.own(self.ctx.texture(size, 4, dtype="f4"))
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        texture.repeat_x = texture.repeat_y = False
        depth = self.owned.own(self.ctx.depth_renderbuffer(size))
        return self.owned.own(self.ctx.framebuffer([texture], depth))

    def run(self) -> Iterator[Frame]:
        waiting: deque[moderngl.Buffer] = deque()
        for index in range(self.shot.settings.frame_count):
            self._expose(index)
            buffer = self.buffers[index % len(self.buffers)]
            self.film.develop(index).read_into(buffer, components=4, dtype="f1")
            waiting.append(buffer)
            if len(waiting) > IN_FLIGHT:
                yield self._fetch(waiting.popleft())
        while waiting:
            yield self._fetch(waiting.popleft())

    def _expose(self, index: int) -> None:
        """Add up the instants of the open shutter."""
        settings = self.shot.settings
        for number, t in enumerate(sample_times(index, settings.fps, self.samples)):
            self.scene.prepare(t)
            if self.width * self.height > HEAVY:
                self.ctx.finish()
                self.control.check()
            target = self.exposed if self.samples == 1 else self.sample
            self._draw(target, t)
            if target is self.sample:
                self._add(first=number == 0)
            self.done += 1
            self.control.report(Progress(self.done, self.total))

    def _draw(self, target: moderngl.Framebuffer, t: float) -> None:
        whole = (0, 0, self.width, self.height)
        target.use()
        target.scissor = whole
        target.clear()
        for tile in self.tiles:
            self.control.check()
            target.use()
            target.scissor = tile
            self.scene.draw(target, t, tile)
            if len(self.tiles) > 1:
                self.ctx.finish()  # what is only queued cannot be cancelled
        target.scissor = whole

    def _add(self, *, first: bool) -> None:
        self.exposed.use()
        if first:
            self.exposed.clear()
        texture_of(self.sample).use(0)
        self.adder["light"] = 0
        self.adder["share"] = 1.0 / self.samples
        self.ctx.enable_only(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self.adding.render()
        self.ctx.enable_only(moderngl.NOTHING)

    def _fetch(self, buffer: moderngl.Buffer) -> Frame:
        """The pixels of a developed frame: top row first, RGB."""
        self.control.check()
        pixels = np.frombuffer(buffer.read(), np.uint8).reshape(self.height, self.width, 4)
        frame = np.ascontiguousarray(pixels[::-1, :, :3])
        now = time.monotonic()
        if now - self.last_preview >= PREVIEW_EVERY:
            self.last_preview = now
            step = max(1, -(-max(self.width, self.height) // PREVIEW_SIDE))
            self.control.on_preview(np.ascontiguousarray(frame[::step, ::step]))
        return frame

    def release(self) -> None:
        self.owned.release()
