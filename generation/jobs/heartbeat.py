"""The thread that keeps a lease alive, carries progress to the database, and hears of a cancellation."""

from __future__ import annotations

import io
import logging
import math
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from PIL import Image

from generation.engine.base import Frame, Progress, RenderControl
from generation.models import Job, JobPreview

from . import watchdog
from .drain import draining
from .lease import lease_end
from .movement import WAITING, Movement

log = logging.getLogger(__name__)

#: Seconds between beats: a cancellation is heard within one, and 2 s are promised.
BEAT = 0.5
PREVIEW_WIDTH = 480
PHASE_LENGTH = Job._meta.get_field("phase").max_length


@dataclass(eq=False)
class Heartbeat:
    """Runs beside a render, from `with` to the end of the block.

    `control` goes to the engine. `lost` is set when the lease is somebody else's by now, `cancelled`
    when the person changed their mind; both stop the render. `taken` and `takes` place the running
    take within the whole job. `movement` is what the watchdog of a GPU worker looks at.
    """

    job: Job
    takes: int
    taken: int = 0
    control: RenderControl = field(default_factory=RenderControl)
    lost: bool = False
    cancelled: bool = False
    movement: Movement = field(default_factory=Movement)

    def __post_init__(self) -> None:
        self.control.on_progress = self._on_progress
        self.control.on_preview = self._on_preview
        self._done, self._phase = 0.0, "rendering"
        self._began = time.monotonic()
        self._waited, self._waiting_since = 0.0, 0.0
        self._frame: Frame | None = None
        self._ended = threading.Event()
        self._last_renewal = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat of job {self.job.pk}", daemon=True)

    def __enter__(self) -> Heartbeat:
        watchdog.watch(self)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        watchdog.forget(self)
        self._ended.set()
        self._thread.join()

    def checking(self) -> None:
        """All frames are made: what remains is to look at them."""
        self._phase = "checking"

    def _on_progress(self, progress: Progress) -> None:
        self._done = min(1.0, progress.done / progress.total) if progress.total else 0.0
        if (progress.phase == WAITING) != (self._phase == WAITING):
            now = time.monotonic()
            if self._phase == WAITING:
                self._waited += now - self._waiting_since
            self._waiting_since = now
        self._phase = progress.phase[:PHASE_LENGTH]
        self.movement.progress(progress)

    def _on_preview(self, frame: Frame) -> None:
        self._frame = frame

    def _run(self) -> None:
        try:
            while not self._ended.wait(BEAT):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        share = (self.taken + self._done) / self.takes
        elapsed = self.worked()
        try:
            close_old_connections()
            mine = Job.objects.filter(
                pk=self.job.pk, state=Job.State.RENDERING, lease_token=self.job.lease_token
            )
            renewed = mine.update(
                lease_until=lease_end(),
                progress=share,
                phase=self._phase,
                seconds_left=self._seconds_left(share, elapsed),
            )
            if renewed:
                self._last_renewal = time.monotonic()
                self.cancelled = mine.values_list("cancel_requested", flat=True).get()
                self._store_preview()
            else:
                self.lost = True
        except (DatabaseError, Job.DoesNotExist) as error:
            log.warning("job %s: no heartbeat (%s)", self.job.pk, error)
            # A database that stays away longer than the lease has given the job to somebody else.
            self.lost = time.monotonic() - self._last_renewal > settings.JOB_LEASE_SECONDS
        if self.lost or self.cancelled or draining.is_set():
            self.control.stop.set()

    def worked(self) -> float:
        """Seconds since the beginning without those of waiting for the GPU."""
        now = time.monotonic()
        waiting = now - self._waiting_since if self._phase == WAITING else 0.0
        return now - self._began - self._waited - waiting

    def _seconds_left(self, share: float, elapsed: float) -> float | None:
        """The estimate at first; this render's own pace more and more as it goes on. None before it has the GPU."""
        if self._phase == WAITING and share <= 0:
            return None
        prior = self.job.seconds_expected * (1 - share)
        if share <= 0:
            return max(prior, 1.0)
        own = elapsed / share * (1 - share)
        trust = math.sqrt(share)
        return trust * own + (1 - trust) * prior

    def _store_preview(self) -> None:
        frame, self._frame = self._frame, None
        if frame is None:
            return
        picture = Image.fromarray(frame)
        picture.thumbnail((PREVIEW_WIDTH, PREVIEW_WIDTH))
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", quality=80)
        JobPreview.objects.update_or_create(
            job_id=self.job.pk, defaults={"jpeg": jpeg.getvalue(), "at": timezone.now()}
        )
