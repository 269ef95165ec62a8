"""The operator's block list: PDQ hashes of pictures that may not be shown, a line each with its reason."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

#: A PDQ hash as hexadecimal digits.
DIGITS = 64


class BlockListError(Exception):
    """A block list that can't be used; the message names the line and says what to do."""


@dataclass(frozen=True)
class BlockList:
    """Hashes as rows of four 64-bit words, and the reason of each."""

    hashes: npt.NDArray[np.uint64]
    reasons: tuple[str, ...]

    def nearest(self, pdq: bytes) -> tuple[int, str] | None:
        """Bits between a hash and the nearest of the list, and that one's reason; None for an empty list."""
        if not self.reasons:
            return None
        distances = np.bitwise_count(self.hashes ^ np.frombuffer(pdq, np.uint64)).sum(axis=1, dtype=np.int64)
        best = int(distances.argmin())
        return int(distances[best]), self.reasons[best]


def read_block_list(path: Path) -> BlockList:
    """The list in a file. Read again when the file has changed. Raises `BlockListError`."""
    try:
        stat = path.stat()
    except OSError as error:
        raise BlockListError(f"The block list {path} can't be read: {error.strerror}.") from error
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1)
def _read(path: Path, changed: int, size: int) -> BlockList:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BlockListError(f"The block list {path} can't be read: {error}") from error
    hashes, reasons = [], []
    for number, line in enumerate(lines, start=1):
        digits, _, reason = line.strip().partition(" ")
        if not digits or digits.startswith("#"):
            continue
        try:
            pdq = bytes.fromhex(digits)
        except ValueError:
            pdq = b""
        if len(digits) != DIGITS or not pdq:
            raise BlockListError(
                f"{path.name}, line {number}: write {DIGITS} hexadecimal digits, a space, and the reason."
            )
        hashes.append(pdq)
        reasons.append(reason.strip() or "no reason given")
    rows = np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, 4)
    return BlockList(rows, tuple(reasons))


def add(path: Path, hashes: list[bytes], reason: str) -> int:
    """Append hashes that the list lacks; returns how many. Safe to repeat. Raises `BlockListError`, `OSError`.

    All lines are written at once: a reader never sees half of one.
    """
    known = set()
    if path.exists():
        known = {row.tobytes() for row in read_block_list(path).hashes}
    new = [pdq for pdq in dict.fromkeys(hashes) if pdq not in known]
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{pdq.hex()} {' '.join(reason.split())}\n" for pdq in new)
        if path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size:
            lines = "\n" + lines
        with path.open("ab", buffering=0) as file:
            file.write(lines.encode())
            os.fsync(file.fileno())
    return len(new)
