"""Searching by a picture: the clip itself first, then what looks like it, and nothing kept of what was sent."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from catalog.models import Clip, FingerprintFrame, Rendition
from catalog.publishing import index_later
from catalog.search.changes import apply_changes
from generation.finishing.appearance import appearance
from generation.finishing.fingerprint import hash_frame
from tests.catalog.pictures.conftest import clip_folder  # noqa: F401
from tests.generation.finishing.test_appearance import forest, sunset

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    settings.WORK_DIR = tmp_path / "work"
    settings.WORK_DIR.mkdir()
    yield
    assert list(Path(settings.WORK_DIR).iterdir()) == []


@pytest.fixture
def showing(make_clip):
    """A function: a clip that shows this picture, known by its looks and, if wished, by its fingerprint."""

    def make(picture, *, fingerprint=False, **fields):
        clip = make_clip(appearance=list(appearance([picture])), **fields)
        if fingerprint:
            one = hash_frame(picture, 0)
            FingerprintFrame.objects.create(clip=clip, at_ms=0, pdq=one.pdq, quality=max(one.quality, 60))
        index_later(clip.pk)
        apply_changes()
        return clip

    return make


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def send(client, data, name="frame.png"):
    return client.post("/search/picture", {"file": SimpleUploadedFile(name, data)})


def textured(picture, seed=1):
    """With enough structure to be told from others."""
    grain = np.random.default_rng(seed).integers(0, 70, (9, 16, 3))
    blocks = np.kron(grain, np.ones((20, 20, 1)))[: picture.shape[0], : picture.shape[1]]
    return np.clip(picture + blocks, 0, 255).astype(np.uint8)


class TestFinding:
    def test_a_frame_of_a_clip_is_named_and_others_like_it_follow(self, client, showing):
        picture = textured(sunset())
        clip = showing(picture, fingerprint=True, title="The very one")
        like = showing(textured(sunset(sun=0.53), seed=2), title="One like it")
        other = showing(forest(), title="A forest")
        page = send(client, png(picture)).content.decode()
        assert f"This is clip {clip.pk}" in page
        assert page.index("The very one") < page.index("Others like it") < page.index(like.title)
        assert other.title not in page

    def test_a_mirrored_frame_is_known_too(self, client, showing):
        picture = textured(sunset(sun=0.3))
        clip = showing(picture, fingerprint=True)
        page = send(client, png(np.ascontiguousarray(picture[:, ::-1]))).content.decode()
        assert f"This is clip {clip.pk}" in page

    def test_a_strangers_picture_finds_what_looks_like_it(self, client, showing):
        like = showing(sunset(), title="Glow over the sea")
        page = send(client, png(sunset(sun=0.54))).content.decode()
        assert "This is clip" not in page
        assert "Clips that look like it" in page
        assert like.title in page

    def test_nothing_like_it_offers_to_make_one(self, client, showing):
        showing(sunset())
        page = send(client, png(forest())).content.decode()
        assert "Nothing looks like it" in page

    def test_private_clips_stay_their_accounts(self, client, showing, make_account, alice):
        picture = textured(sunset())
        private = showing(
            picture, fingerprint=True, private=True, title="Secret launch",
            account=make_account("Ada", users=[alice]),
        )  # fmt: skip
        page = send(client, png(picture)).content.decode()
        assert "Secret launch" not in page
        assert "somebody&#x27;s private clip" in page or "somebody's private clip" in page
        client.force_login(alice)
        assert f"This is clip {private.pk}" in send(client, png(picture)).content.decode()

    def test_an_operators_model_compares_what_is_shown(self, client, showing, settings, clip_folder):  # noqa: F811
        settings.PICTURE_MODEL = str(clip_folder)
        clip = showing(forest(), title="A forest")
        file = io.BytesIO()
        Image.fromarray(forest()).save(file, "JPEG")
        poster = Rendition.objects.get(clip=clip, kind="poster_jpeg")
        poster.key = default_storage.save("posters/forest.jpg", ContentFile(file.getvalue()))
        poster.save()
        from catalog.pictures.store import measure_posters

        measure_posters()
        page = send(client, png(forest())).content.decode()
        assert "Compared by what it shows" in page
        assert clip.title in page

    def test_without_an_index_it_says_so(self, client, settings, tmp_path, showing):
        showing(sunset())
        settings.INDEX_DIR = tmp_path / "none"
        assert "try again in a minute" in send(client, png(sunset())).content.decode()


def bomb(width, height):
    """A PNG that says it is huge, in a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"", "empty.png"),
            (b"just words", "note.txt"),
            (b"\x89PNG\r\n\x1a\n cut", "cut.png"),
            (b"\0" * 5_000, "zeros.mp4"),
            (b"#EXTM3U\nhttp://127.0.0.1/secret", "list.mp4"),
            (b"PK\x03\x04" + b"\0" * 500, "clip.zip"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg"),
        ],
    )
    def test_what_is_no_picture_and_no_video_is_told_so(self, client, data, name):
        answer = send(client, data, name)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()

    def test_fifty_thousand_pixels_a_side_are_not_opened(self, client):
        answer = send(client, bomb(50_000, 50_000))
        assert answer.status_code == 422
        assert "more pixels than we look at" in answer.content.decode()

    def test_no_file_asks_for_one(self, client):
        answer = client.post("/search/picture", {})
        assert (answer.status_code, "Choose a picture" in answer.content.decode()) == (422, True)

    def test_a_file_beyond_the_limit(self, client, settings):
        settings.VERIFY_UPLOAD_LIMIT = 1_000
        answer = send(client, png(sunset()))
        assert answer.status_code == 413

    def test_a_body_far_beyond_the_limit_is_not_even_read(self, client):
        class Never(io.RawIOBase):
            def read(self, *args):
                raise AssertionError("the body was read")

        answer = client.generic(
            "POST", "/search/picture", b"", content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH="2000000000", **{"wsgi.input": Never()},
        )  # fmt: skip
        assert answer.status_code == 413
        assert answer["Connection"] == "close"


def test_older_clips_are_measured_from_their_posters(client, make_clip, capsys):
    clip = make_clip()
    call_command("measure_appearance")
    assert "1 clips were measured" in capsys.readouterr().out
    clip.refresh_from_db()
    assert len(clip.appearance) == 128
    before = clip.appearance
    call_command("measure_appearance")
    assert "0 clips" in capsys.readouterr().out
    assert Clip.objects.get(pk=clip.pk).appearance == before


def test_a_clips_own_poster_is_the_clip(client, make_clip):
    clip = make_clip()
    with default_storage.open(Rendition.objects.get(clip=clip, kind="poster_jpeg").key) as file:
        data = file.read()
    assert f"This is clip {clip.pk}" in send(client, data, "poster.jpg").content.decode()
