"""The operator's file of hashes: read whole or refused with its line, added to without doubling."""

import pytest

from generation.screening.frames.block_list import BlockListError, add, read_block_list

ONE, OTHER = bytes(range(32)), bytes(range(32, 64))


def test_each_line_is_a_hash_and_its_reason(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(
        f"# ours\n\n{ONE.hex()} notice 12\n  {OTHER.hex().upper()}   a  photograph \n{ONE.hex()}\n"
    )
    listed = read_block_list(path)
    assert listed.reasons == ("notice 12", "a  photograph", "no reason given")
    assert listed.nearest(OTHER) == (0, "a  photograph")


def test_the_nearest_is_told_with_its_distance(tmp_path):
    path = tmp_path / "list.txt"
    add(path, [ONE], "one")
    add(path, [OTHER], "other")
    near = bytes([OTHER[0] ^ 0b101, *OTHER[1:]])
    assert read_block_list(path).nearest(near) == (2, "other")


def test_an_empty_list_is_near_to_nothing(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("# nothing yet\n")
    assert read_block_list(path).nearest(ONE) is None


@pytest.mark.parametrize(
    "line", ["abc reason", ONE.hex()[:-2] + "zz x", ONE.hex() + "00 x", "ä" * 64, "reason"]
)
def test_a_bad_line_is_named_and_nothing_of_the_file_counts(tmp_path, line):
    path = tmp_path / "list.txt"
    path.write_text(f"{ONE.hex()} good\n{line}\n")
    with pytest.raises(BlockListError, match="line 2: write 64 hexadecimal digits"):
        read_block_list(path)


def test_a_file_that_is_not_there_or_is_no_text_is_refused(tmp_path):
    with pytest.raises(BlockListError, match="can't be read"):
        read_block_list(tmp_path / "none.txt")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BlockListError, match="can't be read"):
        read_block_list(tmp_path / "binary.txt")


def test_a_change_is_seen_at_once(tmp_path):
    path = tmp_path / "list.txt"
    add(path, [ONE], "one")
    assert len(read_block_list(path).reasons) == 1
    add(path, [OTHER], "other")
    assert len(read_block_list(path).reasons) == 2


def test_what_is_there_already_is_not_added_again(tmp_path):
    path = tmp_path / "lists" / "list.txt"
    assert add(path, [ONE, ONE, OTHER], "a reason\nin two lines") == 2
    before = path.read_bytes()
    assert add(path, [OTHER, ONE], "again") == 0
    assert path.read_bytes() == before
    assert read_block_list(path).reasons == ("a reason in two lines",) * 2


def test_a_list_without_a_last_newline_is_not_run_together(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(f"{ONE.hex()} one")
    add(path, [OTHER], "other")
    assert read_block_list(path).reasons == ("one", "other")


def test_a_list_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError, match="file"):
        add(tmp_path / "file" / "list.txt", [ONE], "one")
