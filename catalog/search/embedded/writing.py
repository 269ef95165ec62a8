"""Taking documents into the index: text, vector and facets of a clip in one transaction, or none of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from catalog.search import colour
from catalog.search.asked import plain_words
from catalog.search.embedding import embed
from catalog.search.interface import PUBLIC, Document
from catalog.search.looks import readable


def vectors_for(documents: Sequence[Document], *known: sqlite3.Connection) -> list[bytes]:
    """Each document's vector as stored (384 float16); taken over where one is known."""
    found = [_known_vector(document.meaning, known) for document in documents]
    lacking = [i for i, vector in enumerate(found) if vector is None]
    for i, vector in zip(lacking, embed([documents[i].said for i in lacking]), strict=True):
        found[i] = vector.astype(np.float16).tobytes()
    return [vector for vector in found if vector is not None]


def coloured(palette: Sequence[str]) -> npt.NDArray[np.int8]:
    """A palette's colour vector as stored, in steps of 1/127."""
    return np.rint(colour.vector(palette) * 127).astype(np.int8)


def last_stamp(db: sqlite3.Connection) -> int:
    """The stamp of the latest write; 0 before the first."""
    return int(db.execute("SELECT coalesce(max(stamp), 0) FROM doc").fetchone()[0])


def last_row(db: sqlite3.Connection) -> int:
    """The highest row that was ever given; 0 before the first."""
    return int(db.execute("SELECT coalesce(max(row), 0) FROM doc").fetchone()[0])


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[int]:
    """A write with its own stamp, one above every other."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield last_stamp(db) + 1
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def put(db: sqlite3.Connection, document: Document, vector: bytes, stamp: int) -> None:
    """Take in one document, or replace its clip's. Call it in a `transaction`."""
    _forget_words(db, document.clip_id)
    owner = document.account or PUBLIC
    words = plain_words(f"{document.title} \n {document.said} \n {document.text}")
    (row,) = db.execute(
        """INSERT INTO doc
            (clip_id, alive, owner, published, licences, title, words, facets, meaning, vector, colours, looks,
            digest, stamp)
        VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (clip_id) DO UPDATE SET alive = 1, owner = excluded.owner,
            published = excluded.published, licences = excluded.licences, title = excluded.title,
            words = excluded.words, facets = excluded.facets, meaning = excluded.meaning, vector = excluded.vector,
            colours = excluded.colours, looks = excluded.looks, digest = excluded.digest, stamp = excluded.stamp
        RETURNING row""",
        (
            document.clip_id,
            owner,
            document.published,
            document.licences,
            document.title,
            len(words),
            json.dumps({name: list(values) for name, values in document.facets.items()}),
            document.meaning,
            vector,
            coloured(document.palette).tobytes() if document.palette else b"",
            np.array(document.appearance, np.float16).tobytes() if readable(document.appearance) else b"",
            document.digest,
            stamp,
        ),
    ).fetchone()
    db.execute("INSERT INTO text (rowid, words) VALUES (?, ?)", (row, " ".join(words)))
    _count_words(db, owner, words, 1)


def drop(db: sqlite3.Connection, clip_id: int, stamp: int) -> None:
    """Forget one clip. Call it in a `transaction`."""
    _forget_words(db, clip_id)
    db.execute(
        """UPDATE doc SET alive = 0, title = '', facets = '{}', meaning = '', vector = x'', colours = x'',
        looks = x'', digest = '', stamp = ? WHERE clip_id = ? AND alive""",
        (stamp, clip_id),
    )


def _forget_words(db: sqlite3.Connection, clip_id: int) -> None:
    before = db.execute(
        "SELECT doc.row, owner, text.words FROM doc JOIN text ON text.rowid = doc.row WHERE clip_id = ? AND alive",
        (clip_id,),
    ).fetchone()
    if before:
        row, owner, words = before
        db.execute("DELETE FROM text WHERE rowid = ?", (row,))
        _count_words(db, owner, words.split(), -1)


def _count_words(db: sqlite3.Connection, owner: int, words: Iterable[str], by: int) -> None:
    distinct = [word for word in dict.fromkeys(words) if not word.isdigit()]
    db.executemany(
        "INSERT INTO word VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET clips = clips + ?3",
        [(owner, word, by) for word in distinct],
    )
    if by < 0:
        db.executemany(
            "DELETE FROM word WHERE owner = ? AND word = ? AND clips <= 0", [(owner, w) for w in distinct]
        )


def _known_vector(meaning: str, known: Iterable[sqlite3.Connection]) -> bytes | None:
    for db in known:
        row = db.execute("SELECT vector FROM doc WHERE meaning = ? LIMIT 1", (meaning,)).fetchone()
        if row:
            vector: bytes = row[0]
            return vector
    return None
