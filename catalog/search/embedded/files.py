"""Where the index lies: one database file per edition, and a pointer that names the one in use."""

from __future__ import annotations

import fcntl
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from catalog.search.interface import SearchUnavailable

from . import schema

#: Seconds that a writer waits for another.
PATIENCE = 10.0
_POINTER = "current"
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


class Files:
    """The folder of the index. An edition is named by its file; editions are swapped by one rename."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def edition(self) -> str:
        """The edition in use. Raises `SearchUnavailable` where there is none."""
        try:
            return (self.folder / _POINTER).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            raise SearchUnavailable("There is no search index yet.") from None

    def path(self, edition: str) -> Path:
        """Where an edition lies."""
        return self.folder / edition

    @contextmanager
    def open(self, edition: str) -> Iterator[sqlite3.Connection]:
        """A connection to an edition, closed afterwards.

        One per use: it costs 0.2 ms and no thread or forked process ever meets another's. A file that
        turns out to be damaged is taken out of use, so that the next writer rebuilds.
        """
        try:
            with closing(_connect(self.folder / edition)) as db:
                schema.check(db)
                yield db
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "").startswith(_DAMAGED):
                (self.folder / _POINTER).unlink(missing_ok=True)
            raise SearchUnavailable(f"The search index can't be read: {error}") from error

    def begin_edition(self) -> str:
        """A new empty edition beside the one in use."""
        self.folder.mkdir(parents=True, exist_ok=True)
        edition = f"clips-{uuid.uuid4().hex[:12]}.sqlite3"
        with closing(sqlite3.connect(self.folder / edition, isolation_level=None)) as db:
            schema.create(db)
        return edition

    def use(self, edition: str) -> None:
        """Put an edition into use. The one before stays for readers who just asked for its name."""
        before = self._named()
        fresh = self.folder / f"{_POINTER}.new"
        fresh.write_text(edition, encoding="ascii")
        fresh.replace(self.folder / _POINTER)
        for file in self.folder.glob("clips-*"):
            if not file.name.startswith((edition, before or edition)):
                file.unlink(missing_ok=True)

    def discard(self, edition: str) -> None:
        """Remove an edition that was not finished."""
        for file in self.folder.glob(f"{edition}*"):
            file.unlink(missing_ok=True)

    @contextmanager
    def exclusive(self) -> Iterator[bool]:
        """Whether this is the only writer. The lock goes with its process, however that ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "writer.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _named(self) -> str | None:
        try:
            return self.edition()
        except SearchUnavailable:
            return None


def _connect(path: Path) -> sqlite3.Connection:
    # mode=rw: an edition that is gone must not come into being again, empty.
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None)
