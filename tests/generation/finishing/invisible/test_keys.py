"""The mark's secrets: made once, kept private, added to and never replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from generation.finishing.errors import BadKeys
from generation.finishing.invisible.keys import LENGTH, MarkKey, add, load_or_make


def test_made_on_first_use_and_kept(tmp_path: Path) -> None:
    [first] = load_or_make(tmp_path / "keys" / "mark")
    assert load_or_make(tmp_path / "keys" / "mark") == (first,)
    assert len(first.secret) == LENGTH


def test_two_installations_are_two(tmp_path: Path) -> None:
    assert load_or_make(tmp_path / "a")[0].secret != load_or_make(tmp_path / "b")[0].secret


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    load_or_make(tmp_path / "mark")
    assert stat.S_IMODE((tmp_path / "mark").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "mark").iterdir()} == {0o600}


def test_the_newest_comes_first_and_the_others_stay(tmp_path: Path) -> None:
    [old] = load_or_make(tmp_path)
    new = add(tmp_path)
    assert load_or_make(tmp_path) == (new, old)


def test_nothing_half_written_is_taken_for_a_key(tmp_path: Path) -> None:
    (tmp_path / ".20260101T000000000000.1.aa").write_text("half")
    [made] = load_or_make(tmp_path)
    assert len(made.secret) == LENGTH


@pytest.mark.parametrize("content", ["", "no key", "ab" * (LENGTH - 1), "ab" * (LENGTH + 1)])
def test_a_damaged_key_is_refused_with_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / "1.key").write_text(content)
    with pytest.raises(BadKeys, match=r"1\.key.*restore it from your backup"):
        load_or_make(tmp_path)


def test_a_secret_is_never_shown() -> None:
    assert "x" * 8 not in repr(MarkKey("a", b"x" * 32))


def test_what_is_derived_depends_on_secret_and_use() -> None:
    key = MarkKey("a", bytes(32))
    assert key.derived("phases") == MarkKey("b", bytes(32)).derived("phases")
    assert key.derived("phases") != key.derived("other")
    assert key.derived("phases") != MarkKey("a", b"\1" * 32).derived("phases")
