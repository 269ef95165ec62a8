"""The embedded index's arrays: pages of an order, words kept up with changes, the copy that processes share."""

import json
import os
import random
import resource
import sqlite3

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.embedded import EmbeddedIndex, order, snapshot
from catalog.search.fusion import ranks
from catalog.search.interface import Query
from tests.catalog.indexed import SHELF, document, found, looking

NUMBERS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=60)


def sorted_plainly(pairs):
    return sorted(range(len(pairs)), key=lambda i: (-pairs[i][0], -pairs[i][1], -i))


def keys_of(pairs):
    return [*map(np.array, zip(*pairs, strict=True)), np.arange(len(pairs))]


@given(NUMBERS, st.integers(0, 70), st.integers(0, 20))
def test_a_page_is_that_part_of_the_whole_order(pairs, start, length):
    assert (
        list(order.part(keys_of(pairs), start, start + length))
        == sorted_plainly(pairs)[start : start + length]
    )


@given(NUMBERS)
def test_how_many_stand_before_one(pairs):
    whole = sorted_plainly(pairs)
    assert [order.before(keys_of(pairs), index) for index in whole] == list(range(len(pairs)))


@given(st.lists(st.integers(0, 5), max_size=40))
def test_equal_values_share_the_best_rank(values):
    expected = [1 + sum(other > value for other in values) for value in values]
    assert list(ranks(np.array(values))) == expected


def test_nothing_has_no_order():
    nothing = [np.zeros(0), np.zeros(0)]
    assert len(order.part(nothing, 0, 24)) == 0


class TestWordsThatAreRemembered:
    """A second search has the words of the first one in memory: they follow every change."""

    @pytest.fixture
    def index(self, tmp_path):
        index = EmbeddedIndex(str(tmp_path))
        index.rebuild(SHELF)
        assert found(index.search(Query("dark"))) == [5, 2]
        return index

    def test_a_clip_that_comes_goes_changes_and_comes_again(self, index):
        index.index([document(7, "a dark cave")])
        assert 7 in found(index.search(Query("dark")))
        index.index([document(2, "a bright cave")])
        assert set(found(index.search(Query("dark")))) == {5, 7}
        index.remove([7])
        assert found(index.search(Query("dark"))) == [5]
        index.index([document(7, "a dark cave"), document(2, "a dark cave")])
        assert set(found(index.search(Query("dark")))) == {2, 5, 7}

    def test_more_changes_than_are_remembered(self, index, monkeypatch):
        monkeypatch.setattr("catalog.search.embedded.columns._MOST_CHANGES", 1)
        for n in range(10, 15):
            index.index([document(n, "a dark cave"), document(n + 100, "a calm lake")])
            assert index.search(Query("lake")).total >= 1
        assert index.search(Query("dark")).total == 7

    def test_with_no_room_to_remember_the_answers_are_the_same(self, index, monkeypatch):
        monkeypatch.setattr("catalog.search.embedded.postings._MOST_ROWS", 1)
        assert found(index.search(Query("dark forest aurora")))[0] == 5
        assert set(found(index.search(Query("waves")))) == {1, 2}
        assert set(found(index.search(Query("dark")))) == {2, 5}

    def test_any_history_ends_as_a_fresh_process_sees_it(self, index, tmp_path):
        chance = random.Random(4)
        for _ in range(40):
            clip = chance.randrange(1, 12)
            if chance.random() < 0.3:
                index.remove([clip])
            else:
                said = chance.choice(["a dark cave", "a calm lake", "dark waves", "golden waves at night"])
                index.index([document(clip, said, sound=chance.choice(["yes", "no"]))])
            for text in ("dark", "waves", "calm lake", ""):
                known, fresh = (one.search(Query(text)) for one in (index, EmbeddedIndex(str(tmp_path))))
                assert known == fresh


class TestCopy:
    @pytest.fixture
    def folder(self, tmp_path, monkeypatch):
        monkeypatch.setattr(snapshot, "LEAST", 5)
        EmbeddedIndex(str(tmp_path)).rebuild(
            [*SHELF, document(8, "a red balloon", palette=("#e3261f",), appearance=looking(n3=1))]
        )
        return tmp_path

    def copy_of(self, folder):
        return snapshot.path_of(folder / (folder / "current").read_text())

    def answers(self, folder):
        index = EmbeddedIndex(str(folder))
        queries = (
            Query("golden waves"),
            Query(""),
            Query(filters={"sound": ("yes",)}),
            Query(colour="#e3261f"),
            Query(appearance=looking(n3=1)),
        )
        return [index.search(query) for query in queries] + [index.similar(1)]

    def test_a_fresh_process_starts_from_it_and_answers_the_same(self, folder, monkeypatch):
        with_copy = self.answers(folder)
        assert snapshot.read(self.copy_of(folder).with_suffix("")).count == 7
        self.copy_of(folder).unlink()
        assert self.answers(folder) == with_copy

    def test_what_came_after_it_is_there_too_and_the_copy_stays_as_it_was(self, folder):
        before = self.copy_of(folder).read_bytes()
        index = EmbeddedIndex(str(folder))
        index.search(Query(""))
        with_one_more = EmbeddedIndex(str(folder))
        with_one_more.remove([1])
        assert 1 not in found(index.search(Query("")))
        assert 1 not in found(EmbeddedIndex(str(folder)).search(Query("")))
        assert self.copy_of(folder).read_bytes() == before

    def test_it_grows_beyond_its_room(self, folder):
        index = EmbeddedIndex(str(folder))
        assert index.search(Query("")).total == 7
        EmbeddedIndex(str(folder)).index([document(n, f"a dark cave {n}") for n in range(20, 60)])
        assert index.search(Query("")).total == 47
        assert EmbeddedIndex(str(folder)).search(Query("cave")).total == 40

    def test_it_is_renewed_when_much_has_changed_and_not_before(self, folder, monkeypatch):
        monkeypatch.setattr(snapshot, "WORN", 0.5)
        index, edition = EmbeddedIndex(str(folder)), self.copy_of(folder).with_suffix("")
        first = snapshot.stamp_of(edition)
        index.index([document(20, "a dark cave")])
        assert snapshot.stamp_of(edition) == first
        index.index([document(n, "a dark cave") for n in range(30, 40)])
        assert snapshot.stamp_of(edition) > first
        assert snapshot.read(edition).count == 18

    @pytest.mark.parametrize(
        "damage",
        [
            lambda whole: b"",
            lambda whole: whole[:100],
            lambda whole: whole[:-1],
            lambda whole: os.urandom(len(whole)),
            lambda whole: whole[:8] + b"\xff" * 8 + whole[16:],
            lambda whole: whole[:16] + b"[1]" + whole[19:],
        ],
        ids=["empty", "head alone", "cut", "rubbish", "length", "words"],
    )
    def test_a_damaged_copy_is_left_aside(self, folder, damage):
        expected = self.answers(folder)
        self.copy_of(folder).write_bytes(damage(self.copy_of(folder).read_bytes()))
        assert self.answers(folder) == expected

    def test_a_copy_that_is_ahead_of_its_database_is_left_aside(self, folder):
        expected = self.answers(folder)
        copy = self.copy_of(folder)
        whole = copy.read_bytes()
        length = int.from_bytes(whole[8:16], "little")
        head = json.loads(whole[16 : 16 + length]) | {"stamp": 9}
        plain = json.dumps(head).encode()
        assert len(plain) == length
        copy.write_bytes(whole[:16] + plain + whole[16 + length :])
        assert self.answers(folder) == expected

    def test_a_disk_without_room_leaves_the_copy_before_and_nothing_else(self, folder):
        edition, before = self.copy_of(folder).with_suffix(""), self.copy_of(folder).read_bytes()
        columns = snapshot.read(edition)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, hard))
        try:
            snapshot.write(columns, edition)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert self.copy_of(folder).read_bytes() == before
        assert not list(folder.glob("*.fresh"))

    def test_copies_go_with_their_editions(self, folder):
        index = EmbeddedIndex(str(folder))
        for _ in range(4):
            index.rebuild(SHELF)
        assert len(list(folder.glob("clips-*.arrays"))) == 2
        assert not list(folder.glob("*.fresh"))

    def test_a_small_index_has_none(self, tmp_path):
        index = EmbeddedIndex(str(tmp_path))
        index.rebuild(SHELF)
        index.index(SHELF)
        assert not list(tmp_path.glob("*.arrays"))


def test_an_edition_keeps_its_words_and_colours_in_the_database(tmp_path):
    """The copy is only a copy: everything in it can be read from the one file that is written safely."""
    index = EmbeddedIndex(str(tmp_path))
    index.rebuild([document(1, "a red balloon", palette=("#e3261f",), appearance=looking(n3=1))])
    with sqlite3.connect(tmp_path / (tmp_path / "current").read_text()) as db:
        sizes = db.execute("SELECT length(vector), length(colours), length(looks) FROM doc").fetchone()
    db.close()
    assert sizes == (768, 233, 256)
