"""The embedded index: milliseconds of an answer, memory, the first answer of a new process, clips indexed a second.

`BENCH_CLIPS` says how many clips (10,000). Sentences beyond `BENCH_EMBEDDED` (20,000) borrow the vector of an
earlier one, with noise: a million sentences take an hour to embed, and answers take as long with borrowed ones.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import psutil

from tests.flows.installation import ROOT

CLIPS = int(os.environ.get("BENCH_CLIPS", "10000"))
EMBEDDED = int(os.environ.get("BENCH_EMBEDDED", "20000"))
QUERIES = 300
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def measure() -> Iterator[str]:
    """A table's lines. The index is written by one process and asked by new ones."""
    with tempfile.TemporaryDirectory() as folder:
        kept = os.environ.get("BENCH_INDEX", folder)
        built = _child("build", kept) if not (Path(kept) / "current").exists() else {}
        asked = _child("ask", kept)
        busy = _child("busy", kept)
    yield f"| {CLIPS:,} clips, milliseconds | median | 95 % | median of CPU | 95 % of CPU |"
    yield "|---|---|---|---|---|"
    for what, taken in (asked["ms"] | busy["ms"]).items():
        yield f"| {what} | " + " | ".join(f"{one:.1f}" for one in taken) + " |"
    yield ""
    yield f"First answer of a new process: {asked['first']:.0f} ms ({asked['imports']:.1f} s of imports before it)."
    yield f"Memory of that process at the end: {asked['own']} MB its own, {asked['resident']} MB with what it shares."
    if built:
        yield f"Indexed: {built['rate']:.0f} clips a second ({built['known']:.0f} with vectors that are known)."
        yield f"On the disk: {built['size']} MB."


def _child(what: str, folder: str) -> dict:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "marketplace.settings", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.search", what, folder],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def made_documents(count: int, seed: int = 1):
    """Documents of made-up clips, without a database."""
    from catalog.models import Account
    from catalog.search.documents import document_of
    from generation.made_up import clips

    for number, clip in enumerate(clips(Account(pk=1, name="Made up"), count, seed, NOW), 1):
        clip.pk, clip.licences_sold = number, 0 if number % 7 else number % 50
        yield document_of(clip)


def queries(count: int) -> list[str]:
    """What people type: some words of a sentence, whole sentences, slips; none asked twice."""
    from catalog.search.asked import STOP, plain_words
    from generation.made_up import sentences

    chance = random.Random(7)
    asked: dict[str, None] = {}
    for sentence in sentences(99):
        words = [word for word in plain_words(sentence) if word not in STOP]
        kind = chance.random()
        if kind < 0.65:
            words = chance.sample(words, min(len(words), chance.choice((1, 2, 2, 3, 3, 4))))
        elif kind < 0.75:
            at = chance.randrange(len(words))
            words[at] = words[at][:2] + words[at][3:] + words[at][2:3]
            words = words[max(0, at - 1) : at + 2]
        asked[" ".join(words)] = None
        if len(asked) == count:
            return list(asked)
    raise AssertionError


def build(folder: str) -> dict:
    """Write the index; how fast, with and without having to embed."""
    from catalog.search.embedded import EmbeddedIndex, writing

    _borrow_vectors(writing)
    index = EmbeddedIndex(folder)
    documents = list(made_documents(min(CLIPS, EMBEDDED)))
    begun = time.perf_counter()
    index.rebuild(documents)
    rate = len(documents) / (time.perf_counter() - begun)
    begun = time.perf_counter()
    index.rebuild(made_documents(CLIPS))
    known = CLIPS / (time.perf_counter() - begun)
    size = sum(
        f.stat().st_blocks * 512 for f in Path(folder).iterdir() if f.name.startswith(index._files.edition())
    )
    return {"rate": rate, "known": known, "size": round(size / 1e6)}


def _borrow_vectors(writing) -> None:
    import numpy as np

    real, known, chance = writing.embed, [], np.random.default_rng(1)

    def embed(texts):
        free = max(0, EMBEDDED - sum(map(len, known)))
        own = real(texts[:free]) if texts[:free] else np.zeros((0, 384), np.float32)
        if len(own):
            known.append(own)
        lent = (
            np.concatenate(known)[chance.integers(0, 2_000, len(texts) - len(own))]
            if len(texts) > len(own)
            else own[:0]
        )
        lent = lent + chance.normal(0, 0.02, lent.shape).astype(np.float32)
        return np.concatenate([own, lent / np.linalg.norm(lent, axis=1, keepdims=True)])

    writing.embed = embed


def ask(folder: str) -> dict:
    """Answers of a new process."""
    from catalog.search.embedded import EmbeddedIndex
    from catalog.search.embedding import embed_one
    from catalog.search.interface import Query

    imports = time.time() - psutil.Process().create_time()
    embed_one("a sentence that loads the model")
    index = EmbeddedIndex(folder)
    begun = time.perf_counter()
    assert index.search(Query("golden waves")).hits
    first = (time.perf_counter() - begun) * 1e3
    for text in queries(QUERIES * 2)[QUERIES:]:
        index.search(Query(text))
    new = queries(QUERIES)
    ms = {
        "words never asked before": _times(lambda text: index.search(Query(text)), new),
        "the same again": _times(lambda text: index.search(Query(text)), new),
        "with filters": _times(
            lambda text: index.search(Query(text, filters={"shape": ("16:9",), "sound": ("no",)})), new
        ),
        "newest first": _times(lambda text: index.search(Query(text, sort="newest")), new),
        "a colour": _times(lambda n: index.search(Query(colour=f"#{n:06x}")), range(0, 0xFFFFFF, 0x54321)),
        "everything": _times(lambda n: index.search(Query(limit=24 + n)), range(50)),
        "a suggestion, letter by letter": _times(
            index.suggest, [text[:n] for text in new[:60] for n in (1, 2, 3, 5, 8)]
        ),
        "similar clips": _times(index.similar, range(1, CLIPS, max(1, CLIPS // 100))),
    }
    memory = psutil.Process().memory_full_info()
    return {
        "ms": ms, "first": first, "imports": imports,
        "own": round(memory.uss / 1e6), "resident": round(memory.rss / 1e6),
    }  # fmt: skip


def busy(folder: str) -> dict:
    """Answers while another process writes twenty changes a second."""
    from catalog.search.embedded import EmbeddedIndex
    from catalog.search.interface import Query

    index = EmbeddedIndex(folder)
    for text in queries(QUERIES * 2)[QUERIES:]:
        index.search(Query(text))
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.search", "write", folder], stdout=subprocess.PIPE
    )
    try:
        writer.stdout.readline()
        return {
            "ms": {
                "new words while 20 clips a second are written": _times(
                    lambda t: index.search(Query(t)), queries(QUERIES)
                )
            }
        }
    finally:
        writer.terminate()
        writer.wait()


def write(folder: str) -> dict:
    """Twenty clips a second until stopped: as the worker does, a batch each second."""
    from catalog.search.embedded import EmbeddedIndex

    index, documents = EmbeddedIndex(folder), made_documents(100_000, seed=2)
    while batch := list(islice(documents, 20)):
        begun = time.monotonic()
        index.index(batch)
        print("written", flush=True)
        time.sleep(max(0, 1 - (time.monotonic() - begun)))
    return {}


def _times(act, values) -> tuple[float, float, float, float]:
    """Median and 95 % of the time and of this thread's CPU time, which a busy machine changes less."""
    taken, worked = [], []
    for value in values:
        begun, worked_before = time.perf_counter(), time.thread_time()
        act(value)
        taken.append((time.perf_counter() - begun) * 1e3)
        worked.append((time.thread_time() - worked_before) * 1e3)
    high = int(len(taken) * 0.95)
    return statistics.median(taken), sorted(taken)[high], statistics.median(worked), sorted(worked)[high]


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"build": build, "ask": ask, "busy": busy, "write": write}[sys.argv[1]](sys.argv[2])))
