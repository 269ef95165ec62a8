"""A rendering process's own row: what it serves, said anew every few seconds, gone when it goes."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from generation.models import RenderWorker

from .served import Served

log = logging.getLogger(__name__)

#: Seconds between two words. `served.GONE` allows for a few that get lost.
BEAT = 10.0


def process_name() -> str:
    """host:process, by which a job's row and a worker's row name the same process."""
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


class Presence:
    """Says that this process is there, from `start` to `stop`. `also` is called with every word, for upkeep."""

    def __init__(
        self, device: str, serves: Callable[[], Served], also: Callable[[], object] = lambda: None
    ) -> None:
        self.name = process_name()
        self._device, self._serves, self._also = device[:120], serves, also
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        """Write the row and keep it fresh."""
        self.say()
        self._thread.start()

    def stop(self) -> None:
        """Take the row away. Safe to repeat."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(BEAT)
        try:
            RenderWorker.objects.filter(name=self.name).delete()
        except DatabaseError as error:
            log.warning("the row of %s stays: %s", self.name, error)

    def say(self) -> None:
        """Write down what is served and resident now."""
        serves = self._serves()
        RenderWorker.objects.update_or_create(
            name=self.name,
            defaults={
                "device": self._device,
                "engines": sorted(serves.engines),
                "resident": sorted(serves.resident),
                "seen_at": timezone.now(),
            },
        )

    def _run(self) -> None:
        try:
            while not self._ended.wait(BEAT):
                try:
                    close_old_connections()
                    self.say()
                    self._also()
                except DatabaseError as error:
                    log.warning("%s could not say that it is there: %s", self.name, error)
        finally:
            connection.close()
