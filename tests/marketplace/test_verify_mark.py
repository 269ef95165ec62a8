"""The invisible mark on the verify page: it names its clip where neither bytes, note nor fingerprint can."""

import io
import json

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from catalog.models import Clip
from generation.finishing.invisible.embed import Marker
from generation.finishing.invisible.keys import MarkKey
from generation.jobs.signing import mark_keys
from tests.generation.finishing.footage import texture

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NUMBER = 1_234_567


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"
    settings.DATA_DIR = tmp_path


def marked(number=NUMBER, key=None, *, mirrored=False):
    """A frame as people post it: JPEG, smaller, without anything but its pixels."""
    frame = texture(640, 360).astype(np.uint8)
    shown = Marker(key or mark_keys()[0], number, 640, 360).mark(frame)
    picture = Image.fromarray(shown[:, ::-1] if mirrored else shown).resize((480, 270))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def page(client, data):
    return client.post("/verify", {"file": SimpleUploadedFile("x.jpg", data)}).content.decode()


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_marked_frame_is_known_by_its_number(client, make_clip, mirrored):
    clip = make_clip(mark_number=NUMBER)
    answer = page(client, marked(mirrored=mirrored))
    assert "Yes, this was made here" in answer
    assert clip.get_absolute_url() in answer
    assert ("mirrored" in answer) == mirrored


def test_the_number_of_a_clip_that_is_gone_is_still_ours(client, db):
    answer = page(client, marked())
    assert "Yes, this was made here" in answer
    assert "not here any more" in answer


def test_a_private_clips_mark_tells_strangers_nothing_but_that(client, make_clip):
    make_clip(mark_number=NUMBER, private=True, prompt="Secret launch")
    answer = page(client, marked())
    assert "private clip" in answer
    assert "Secret launch" not in answer


def test_another_installations_mark_says_nothing_here(client, make_clip):
    make_clip(mark_number=NUMBER)
    answer = page(client, marked(key=MarkKey("theirs", b"\x07" * 32)))
    assert "Not ours, as far as we can tell" in answer
    assert "No invisible mark of ours" in answer


def test_the_command_gives_the_mark_with_its_strength(make_clip, tmp_path, capsys):
    clip = make_clip(mark_number=NUMBER)
    (tmp_path / "x.jpg").write_bytes(marked())
    call_command("verify", str(tmp_path / "x.jpg"), json=True)
    said = json.loads(capsys.readouterr().out)
    [mark] = [one for one in said["evidence"] if one["kind"] == "mark"]
    assert (said["verdict"], said["clip"]["id"]) == ("ours", clip.pk)
    assert (mark["found"], mark["grade"]) == (True, "conclusive")
    assert Clip.objects.count() == 1
