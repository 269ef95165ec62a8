"""`manage.py attack`: copies in a folder, and clear words where none can be made."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from generation.finishing.attacks import ATTACKS
from tests.generation.finishing.invisible.marking import landscape, sent


def test_every_copy_is_made(tmp_path, capsys):
    source = tmp_path / "clip.mp4"
    sent(landscape(48, 160, 90), source, "-pix_fmt", "yuv420p")
    call_command("attack", str(source), out=str(tmp_path / "a" / "new folder"), json=True)
    said = capsys.readouterr()
    made = json.loads(said.out)["made"]
    assert list(made) == [attack.name for attack in ATTACKS]
    assert {str(path) for path in (tmp_path / "a" / "new folder").iterdir()} == set(made.values())
    assert "Mirrored" in said.err


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"There is no file .*none\.mp4") as error:
        call_command("attack", str(tmp_path / "none.mp4"), out=str(tmp_path / "out"))
    assert error.value.returncode == 2
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_video(tmp_path):
    (tmp_path / "words.mp4").write_text("not a film")
    with pytest.raises(CommandError, match="No copy") as error:
        call_command("attack", str(tmp_path / "words.mp4"), out=str(tmp_path / "out"))
    assert error.value.returncode == 2
    assert not list((tmp_path / "out").iterdir())


def test_a_folder_that_can_not_be_made(tmp_path):
    (tmp_path / "clip.mp4").write_text("x")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="can't be made"):
        call_command("attack", str(tmp_path / "clip.mp4"), out=str(tmp_path / "file" / "out"))
