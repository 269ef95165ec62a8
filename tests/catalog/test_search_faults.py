"""What happens to the index happens to nobody's search: killed writers, many readers, broken and missing files."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project

from catalog.models import IndexChange
from catalog.publishing import withdraw
from catalog.search import search_index
from catalog.search.changes import apply_changes
from catalog.search.interface import Query, SearchUnavailable
from tests.catalog.indexed import SHELF, document, found

pytestmark = pytest.mark.parametrize("lost_index", ["embedded"], indirect=True)
ROOT = Path(__file__).parent.parent.parent
START = "import sys; sys.path.insert(0, sys.argv[1]); import django; django.setup()\n"
WRITER = """
from catalog.search.embedded import EmbeddedIndex
from tests.catalog.indexed import document
index = EmbeddedIndex(sys.argv[2])
with index.exclusive() as alone:
    for batch in range(1000):
        index.index([document(batch * 20 + n + 1, f"golden waves number {batch} {n}") for n in range(20)])
        print(batch, flush=True)
"""
READER = """
from catalog.search.embedded import EmbeddedIndex
from catalog.search.interface import Query
index, most, searches = EmbeddedIndex(sys.argv[2]), 0, 0
print("ready", flush=True)
while most < int(sys.argv[3]):
    results = index.search(Query("golden waves", limit=200))
    assert results.total >= most and results.total % 10 == 0, (results.total, most)
    assert len(results.hits) == results.total
    most, searches = results.total, searches + 1
print(searches)
"""


def start(script, *arguments):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "DATA_DIR": str(project.DATA_DIR),
    }
    return subprocess.Popen(
        [sys.executable, "-c", START + script, str(ROOT), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip


def edition(folder):
    return folder / (folder / "current").read_text()


@pytest.mark.parametrize("batches", [1, 4])
def test_a_writer_killed_in_the_middle_leaves_whole_batches_and_frees_its_place(index, settings, batches):
    writer = start(WRITER, settings.INDEX_DIR)
    try:
        for _ in range(batches):
            assert writer.stdout.readline().strip(), writer.stderr.read()
    finally:
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
    held = index.contents()
    assert len(held) % 20 == 0
    assert len(held) >= batches * 20
    assert index.search(Query("golden waves")).total == len(held)
    assert index.health().documents == len(held)
    with index.exclusive() as alone:
        assert alone
        index.index([document(99_999, "a red balloon")])
    assert found(index.search(Query("red balloon"))) == [99_999]


def test_processes_read_whole_states_while_one_writes(index, settings):
    readers = [start(READER, settings.INDEX_DIR, 60) for _ in range(2)]
    try:
        for reader in readers:
            assert reader.stdout.readline() == "ready\n", reader.stderr.read()
        for batch in range(6):
            index.index([document(batch * 10 + n + 1, f"golden waves {batch} {n}") for n in range(10)])
        for reader in readers:
            said, wrong = reader.communicate(timeout=60)
            assert reader.returncode == 0, wrong
            assert int(said) >= 1
    finally:
        for reader in readers:
            reader.kill()
            reader.communicate()


def test_a_reader_moves_on_to_a_rebuilt_index(index):
    index.index(SHELF)
    assert index.search(Query("aurora")).total == 1
    index.rebuild([document(50, "a red balloon")])
    assert found(index.search(Query(""))) == [50]


def test_editions_that_nobody_reads_any_more_are_removed(index, settings):
    for _ in range(4):
        index.rebuild(SHELF)
    assert len(list(settings.INDEX_DIR.glob("clips-*.sqlite3"))) == 2


@pytest.mark.django_db
class TestLost:
    @pytest.fixture
    def clip(self, make_clip):
        return make_clip(prompt="Golden waves at sunset")

    def assert_limited_then_well(self, clip):
        limited = search_index().search(Query("golden waves"))
        assert (found(limited), limited.limited) == ([clip.pk], True)
        apply_changes()
        well = search_index().search(Query("golden waves"))
        assert (found(well), well.limited) == ([clip.pk], False)

    def test_without_an_index_the_database_answers_until_one_is_built(self, lost_index, clip):
        self.assert_limited_then_well(clip)

    def test_a_file_of_rubbish(self, index, clip, settings):
        apply_changes()
        index.rebuild([])
        path = edition(settings.INDEX_DIR)
        path.write_bytes(b"no database at all" * 1_000)
        self.assert_limited_then_well(clip)

    def test_a_file_with_a_broken_middle(self, index, clip, settings):
        index.rebuild(document(n, f"golden waves number {n}") for n in range(100, 160))
        path = edition(settings.INDEX_DIR)
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(os.urandom(size - 4096))
        self.assert_limited_then_well(clip)

    def test_a_file_that_was_deleted(self, index, clip, settings):
        edition(settings.INDEX_DIR).unlink()
        self.assert_limited_then_well(clip)

    def test_an_index_of_another_version(self, index, clip, settings):
        with sqlite3.connect(edition(settings.INDEX_DIR)) as db:
            db.execute("UPDATE meta SET value = '0' WHERE name = 'version'")
        db.close()
        self.assert_limited_then_well(clip)

    def test_a_locked_index_still_reads_and_changes_wait(self, index, clip, settings, monkeypatch):
        monkeypatch.setattr("catalog.search.embedded.files.PATIENCE", 0.05)
        apply_changes()
        index.rebuild([document(clip.pk, "golden waves")])
        withdraw(clip)
        lock = sqlite3.connect(edition(settings.INDEX_DIR), isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        try:
            assert apply_changes() == 0
            assert IndexChange.objects.count() == 1
            results = index.search(Query("golden waves"))
            assert (found(results), results.limited) == ([clip.pk], False)
        finally:
            lock.execute("ROLLBACK")
            lock.close()
        assert apply_changes() == 1
        assert found(index.search(Query("golden waves"))) == []

    def test_suggestions_and_similar_clips_are_left_out_meanwhile(self, lost_index, clip):
        assert lost_index.suggest("gol") == []
        assert lost_index.similar(clip.pk) == []
        with pytest.raises(SearchUnavailable):
            lost_index.health()
