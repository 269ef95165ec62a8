"""`manage.py block_picture`: a picture or a clip comes onto the list, once, with its reason and an audit line."""

import io

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image

from catalog.models import AuditLine
from generation.screening.frames.block_list import read_block_list
from tests.generation.screening.frames.footage import clip_of, landscape

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def usual(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "block-list.txt"


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "picture.png"
    Image.fromarray(landscape()).save(path)
    return path


def block(path, reason="notice 12"):
    out = io.StringIO()
    call_command("block_picture", str(path), reason=reason, stdout=out)
    return out.getvalue()


def test_a_picture_comes_onto_the_usual_list(picture, usual):
    assert "1 of 1 pictures added" in block(picture)
    assert read_block_list(usual).reasons == ("notice 12",)
    line = AuditLine.objects.get()
    assert (line.action, line.note, line.details["hashes"]) == ("picture blocked", "notice 12", 1)


def test_a_clip_gives_a_picture_a_second(tmp_path, usual):
    block(clip_of(tmp_path / "clip.mp4", landscape, 60))
    assert len(read_block_list(usual).reasons) == 3


def test_the_named_list_is_written_also_before_it_is_there(picture, usual, settings, tmp_path):
    settings.FRAME_BLOCK_LIST = str(tmp_path / "shared" / "list.txt")
    block(picture)
    assert not usual.exists()
    assert len(read_block_list(tmp_path / "shared" / "list.txt").reasons) == 1


def test_again_changes_nothing(picture, usual):
    block(picture)
    before = usual.read_bytes()
    assert "already" in block(picture, "another reason")
    assert usual.read_bytes() == before
    assert AuditLine.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no file"),
        (b"these are words", "neither a video nor a picture"),
        (b"\x89PNG\r\n\x1a\nbroken", "damaged"),
    ],
)
def test_what_is_no_picture_adds_nothing(tmp_path, usual, content, words):
    path = tmp_path / "file.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=words) as failed:
        block(path)
    assert failed.value.returncode == 2
    assert not usual.exists()
    assert not AuditLine.objects.exists()


def test_a_plain_picture_would_block_everything_plain_and_is_refused(tmp_path, usual):
    path = tmp_path / "plain.png"
    Image.fromarray(np.full((90, 160, 3), 30, np.uint8)).save(path)
    with pytest.raises(CommandError, match="too little structure"):
        block(path)
    assert not usual.exists()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_reason_is_asked_for(picture, usual, reason):
    with pytest.raises(CommandError, match="1 to 200"):
        block(picture, reason)
    assert not usual.exists()


def test_a_damaged_list_is_left_for_a_person_to_mend(picture, usual):
    usual.write_text("nonsense\n")
    with pytest.raises(CommandError, match="line 1"):
        block(picture)
    assert usual.read_text() == "nonsense\n"
    assert not AuditLine.objects.exists()
