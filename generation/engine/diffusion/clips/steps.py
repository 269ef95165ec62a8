"""Progress and preview of a render, from its steps: what the caller hears."""

from __future__ import annotations

import time

from generation.engine.base import Progress, RenderControl, RenderSettings
from generation.engine.diffusion.work import Seen

from .fitting import crop

#: The share of a clip's work that is developing: filling in, scaling and handing over the last segment's frames.
DEVELOPING = 0.05
#: Seconds between previews, at least, and how many are made of a call at most.
PAUSE, PREVIEWS = 1.0, 12


class Steps:
    """Keeps count over all segments. `rendered` and `developed` are shares from 0 to 1."""

    def __init__(self, control: RenderControl, settings: RenderSettings, units: float) -> None:
        self._control, self._units = control, units
        self._size = (settings.width, settings.height)
        self._rendered = self._developed = 0.0
        self._looked = float("-inf")

    def reading(self) -> None:
        """The text is read and the model got ready: no step is done yet."""
        self._report("reading")

    def turn(self, taken: bool) -> None:
        """It waits for the GPU, which another job has; or has it now, and the model is got ready."""
        self._report("loading" if taken else "waiting for the GPU")

    def rendered(self, share: float) -> None:
        """So much of all segments is rendered."""
        self._rendered = share
        self._report("rendering")

    def developed(self, share: float) -> None:
        """So many of the frames are handed over. Heard of once everything is rendered."""
        self._developed = share
        if self._rendered >= 1:
            self._report("developing")

    def look(self, seen: Seen) -> None:
        """Show a preview, every few steps and not more than one a second."""
        every = max(1, seen.steps // PREVIEWS)
        if seen.step % every or time.monotonic() - self._looked < PAUSE:
            return
        self._control.on_preview(crop(seen.look(), *self._size))
        self._looked = time.monotonic()

    def _report(self, phase: str) -> None:
        share = self._rendered * (1 - DEVELOPING) + self._developed * DEVELOPING
        self._control.report(Progress(share * self._units, self._units, phase))
