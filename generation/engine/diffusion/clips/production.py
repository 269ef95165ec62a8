"""The thread that makes a clip's segments, one after the other, into the checkpoints."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from generation.engine.base import Cancelled, EngineError, RenderControl
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.work import Call, Frames, Outcome, Seen, Sink

from .checkpoint import Saved, clear_parts, find
from .disk import need
from .fingerprint import fingerprint
from .order import Order
from .segments import Segment
from .steps import Steps
from .takes import Recording, Take, together
from .turn import turn

#: How long a thread that waits for a segment goes without asking whether it is to stop, seconds.
POLL = 0.25


class Maker(Protocol):
    """What runs a model: `device.host.Host`."""

    @property
    def name(self) -> str:
        """The device's own name."""
        ...

    def make(
        self,
        model: ConfiguredModel,
        call: Call,
        sink: Sink,
        on_step: Callable[[Seen], None],
        check: Callable[[], None],
        on_turn: Callable[[bool], None],
    ) -> Outcome:
        """Make one call's frames, and give them to the sink."""
        ...


class Production:
    """Begins at once. The folder is held until `close`, so that what is being read stays; None stands for one of its
    own, which is removed then.

    `following` are later takes, each with its seed and folder: the first segment of theirs, which depends on nothing
    before it, is made along where that is faster.
    """

    def __init__(
        self,
        order: Order,
        maker: Maker,
        folder: Path | None,
        following: tuple[tuple[int, Path], ...],
        control: RenderControl,
        steps: Steps,
    ) -> None:
        self._held = ExitStack()
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="oddreel-segments-"))
            self._held.callback(shutil.rmtree, folder, ignore_errors=True)
        self._order, self._maker, self._folder = order, maker, folder
        self._following, self._control, self._steps = following, control, steps
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._saved: list[Saved] = []
        self._error: BaseException | None = None
        self.resumed: set[int] = set()
        self._thread = threading.Thread(target=self._run, name=f"segments in {folder}", daemon=True)
        self._thread.start()

    def segment(self, index: int) -> Saved:
        """The segment, once it is whole. Raises like `check`."""
        while True:
            self.check()
            with self._changed:
                if index < len(self._saved):
                    return self._saved[index]
                if self._error is None:
                    self._changed.wait(POLL)

    def check(self) -> None:
        """Raise what making any segment raised, as it was, and `Cancelled` where the caller wants no more."""
        self._control.check()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Tell the thread to end, and go on."""
        self._stop.set()

    def close(self) -> None:
        """End the thread, within a step of the model, and let go of the folder. May be called again."""
        self.stop()
        self._thread.join()
        self._held.close()

    def _check(self) -> None:
        self._control.check()
        if self._stop.is_set():
            raise Cancelled

    def _run(self) -> None:
        try:
            self._held.enter_context(turn(self._folder, self._check))
            clear_parts(self._folder)
            self._steps.reading()
            context = self._order.given
            for segment in self._order.segments:
                if segment.index:
                    context = self._saved[-1].last(segment.given)
                saved = self._found_or_made(segment, context)
                self._steps.rendered((segment.index + 1) / len(self._order.segments))
                with self._changed:
                    self._saved.append(saved)
                    self._changed.notify_all()
        except BaseException as error:  # handed over as it is to the thread that waits
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _found_or_made(self, segment: Segment, context: Frames | None) -> Saved:
        self._check()
        call = self._order.call(segment, (segment.seed,), context)
        mark = fingerprint(self._order.model, call, segment.seed)
        found = find(self._folder, segment.index, mark)
        if found is not None:
            self.resumed.add(segment.index)
            return found
        with ExitStack() as held:
            takes = (Take(segment.seed, self._folder, mark), *self._along(segment, call, held))
            self._need(segment, len(takes))
            return self._make(segment, takes, context)

    def _make(self, segment: Segment, takes: tuple[Take, ...], context: Frames | None) -> Saved:
        call = self._order.call(segment, tuple(take.seed for take in takes), context)
        count = len(self._order.segments)

        def on_step(seen: Seen) -> None:
            self._check()
            self._steps.rendered((segment.index + seen.step / seen.steps) / count)
            self._steps.look(seen)

        with Recording(takes, segment.index, call.frames, call.width, call.height) as recording:
            recording.begin()
            outcome = self._maker.make(
                self._order.model, call, recording, on_step, self._check, self._steps.turn
            )
            self._check()
            return recording.commit(outcome)

    def _along(self, segment: Segment, call: Call, held: ExitStack) -> list[Take]:
        """The later takes that go in the same call: not those that are made already, nor those in other hands."""
        if segment.index or not together(self._order.model.kind, call):
            return []
        takes = []
        for seed, folder in self._following:
            try:
                held.enter_context(turn(folder, self._check, patience=0))
            except EngineError:
                continue
            mark = fingerprint(self._order.model, call, seed)
            if find(folder, 0, mark) is None:
                takes.append(Take(seed, folder, mark))
        return takes

    def _need(self, segment: Segment, takes: int) -> None:
        """Enough space for what is still to be made, before any of it is."""
        left = len(self._order.segments) - segment.index + takes - 1
        need(self._folder, left * segment.frames * self._order.shape.width * self._order.shape.height * 3)
