"""The policy of a running process: read anew when its files change; an erroneous one never replaces a good one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from .loading import SHIPPED, load_policy, read_policy
from .rules import Policy, PolicyError

#: Files are looked at no more often than this.
EVERY = 1.0

Signature = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True)
class Standing:
    """What is in force. `error` says why the files as they are now are not; "" when they are.

    `fallen_back`: this process never read a good policy of the operator's, so that the shipped one judges.
    """

    policy: Policy
    error: str = ""
    fallen_back: bool = False


class PolicyFile:
    """The policy at a path, or the shipped one. Cheap to ask for every prompt."""

    def __init__(self, path: Path | None, alarm: Callable[[str], None]) -> None:
        self._path = path
        self._alarm = alarm
        self._lock = threading.Lock()
        self._watched = {path or SHIPPED}
        self._signature = _signature(self._watched)
        self._standing = self._heed(self._read(None), None)
        self._looked = time.monotonic()

    def standing(self) -> Standing:
        """What is in force now. One thread reads a changed file; the others go on with what they had."""
        if time.monotonic() - self._looked >= EVERY and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._standing

    def _look(self) -> None:
        signature = _signature(self._watched)
        if signature != self._signature:
            # Taken before reading: what changes meanwhile is noticed at the next look.
            self._signature = signature
            self._standing = self._heed(self._read(self._standing), self._standing)
        self._looked = time.monotonic()

    def _heed(self, standing: Standing, before: Standing | None) -> Standing:
        """Watch what a good policy is made of; say once what is wrong with a bad one."""
        if not standing.error and set(standing.policy.sources) != self._watched:
            self._watched = set(standing.policy.sources)
            self._signature = _signature(self._watched)
        if standing.error and (before is None or before.error != standing.error):
            self._alarm(standing.error)
        return standing

    def _read(self, before: Standing | None) -> Standing:
        try:
            fresh = read_policy(self._path) if self._path else load_policy()
        except PolicyError as error:
            if before:
                return Standing(before.policy, str(error), before.fallen_back)
            return Standing(load_policy(), str(error), fallen_back=True)
        if before and not before.fallen_back and fresh.sha256 == before.policy.sha256:
            return Standing(before.policy)
        fresh.index  # noqa: B018  built before anybody waits for it
        return Standing(fresh)


def _signature(paths: Iterable[Path]) -> Signature:
    """Changes whenever a file does: its time, size and place on the disk; None for a missing one."""
    found: list[tuple[int, int, int] | None] = []
    for path in sorted(paths):
        try:
            stat = path.stat()
            found.append((max(stat.st_mtime_ns, stat.st_ctime_ns), stat.st_size, stat.st_ino))
        except OSError:
            found.append(None)
    return tuple(found)
