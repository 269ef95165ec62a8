"""A kernel that hangs can't be interrupted: its job goes back into the queue, and the whole process ends hard."""

from __future__ import annotations

import faulthandler
import logging
import os
import threading
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import close_old_connections

from .lease import LeaseLost
from .settle import fail, give_back
from .store import remove_files

if TYPE_CHECKING:
    from .heartbeat import Heartbeat

log = logging.getLogger(__name__)

#: What the process ends with, so that a supervisor's log tells it from other ends.
HUNG = 76
#: Seconds between looks.
LOOK = 1.0
#: Once found, giving the jobs back may take so long; then the process ends without.
LAST_WORDS = 20.0
#: A process whose interpreter is held by what hangs can't run this file either: after so many times the patience
#: without a look the runtime itself ends it.
UNSEEN = 3
STDERR = 2
GAVE_UP = "The model stopped answering several times. Your credits are back; choose other settings."

_running: set[Heartbeat] = set()
_lock = threading.Lock()


def watch(heartbeat: Heartbeat) -> None:
    """Look at this render, too, where a watchdog is there."""
    with _lock:
        _running.add(heartbeat)


def forget(heartbeat: Heartbeat) -> None:
    """The render is over."""
    with _lock:
        _running.discard(heartbeat)


def busy() -> bool:
    """Whether this process renders anything."""
    with _lock:
        return bool(_running)


class Watchdog:
    """Looks at every render of this process, from `start` to `stop`. For processes that a supervisor starts anew."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        faulthandler.cancel_dump_traceback_later()

    def _run(self) -> None:
        while not self._ended.wait(LOOK):
            # To the process's own standard error, whatever a logger has put in its place.
            faulthandler.dump_traceback_later(UNSEEN * settings.WATCHDOG_SECONDS, exit=True, file=STDERR)
            with _lock:
                running = list(_running)
            hung = [one for one in running if one.movement.hangs(settings.WATCHDOG_SECONDS)]
            if hung:
                end_process(hung, running)


def end_process(hung: list[Heartbeat], running: list[Heartbeat]) -> None:
    """Give every job of this process back, those that hang at the cost of an attempt, and end it. Never returns."""
    threading.Timer(LAST_WORDS, os._exit, [HUNG]).start()
    try:
        for one in running:
            still = one.movement.still_for()
            try:
                close_old_connections()
                _let_go(one, still if one in hung else None)
            except LeaseLost:
                continue
            except Exception:
                log.exception("job %s could not be given back", one.job.pk)
    finally:
        os._exit(HUNG)


def _let_go(heartbeat: Heartbeat, still: float | None) -> None:
    """One job back into the queue, or its end after the last attempt that hung; nothing half-stored stays."""
    job = heartbeat.job
    half = list(job.takes.filter(clip=None))  # before anybody else owns the job and gives them new folders
    if still is None:
        give_back(job, "another job of its worker hangs", spend_attempt=False)
    elif job.attempts >= settings.JOB_ATTEMPTS:
        log.critical("job %s hangs for %.0f s, for the last time", job.pk, still)
        fail(job, GAVE_UP)
    else:
        log.critical("job %s hangs for %.0f s: giving it back, ending the process", job.pk, still)
        give_back(job, f"no step for {still:.0f} s: its worker hangs")
    for take in half:
        remove_files(take)
