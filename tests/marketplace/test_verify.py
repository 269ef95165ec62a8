"""The verify page and the health pages."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

pytestmark = pytest.mark.database


def drop(client, name, content):
    return client.post("/verify", {"file": SimpleUploadedFile(name, content)})


def test_a_file_of_ours_is_known_by_its_bytes(client, make_clip):
    clip = make_clip()
    picture = default_storage.open(clip.renditions.get(kind="poster_jpeg").key).read()
    page = drop(client, "poster.jpg", picture).content.decode()
    assert "Yes, this was made here" in page
    assert clip.title in page


def test_a_private_clip_is_not_named_to_a_stranger(client, make_clip, team, alice):
    clip = make_clip(team, private=True, prompt="Secret waves")
    picture = default_storage.open(clip.renditions.get(kind="poster_jpeg").key).read()
    page = drop(client, "poster.jpg", picture).content.decode()
    assert "private clip" in page
    assert "Secret waves" not in page
    client.force_login(alice)
    assert "Secret waves" in drop(client, "poster.jpg", picture).content.decode()


def test_somebody_elses_picture_is_not_ours_and_the_limits_are_said(client, db, settings):
    file = io.BytesIO()
    Image.effect_noise((320, 180), 80).convert("RGB").save(file, "PNG")
    page = drop(client, "other.png", file.getvalue()).content.decode()
    assert "Not ours, as far as we can tell" in page
    assert "no proof" in page


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 5_000, b"RIFF\x00\x00\x00\x00WEBPbroken"])
def test_what_is_no_picture_is_told_so(client, db, content):
    answer = drop(client, "x.mp4", content)
    assert answer.status_code == 422
    assert "Yes, this was made here" not in answer.content.decode()


def test_nothing_dropped_stays(client, db, settings, tmp_path):
    settings.WORK_DIR = tmp_path
    drop(client, "x.mp4", b"hello")
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_turned_down_in_words(client, db, settings):
    settings.VERIFY_UPLOAD_LIMIT = 10
    answer = drop(client, "x.mp4", b"x" * 11)
    assert answer.status_code == 413
    assert "enough" in answer.content.decode()


def test_a_mistyped_number_is_told_so(client, db):
    answer = client.post("/verify", {"number": "ODR-7K3M-92QF-XXXX"})
    assert answer.status_code == 422
    assert "one of its signs is wrong" in answer.content.decode()


def test_an_empty_form_asks_for_a_file(client, db):
    assert "Choose a file first." in client.post("/verify", {}).content.decode()


def test_the_root_of_our_signatures_can_be_had(client, db):
    from cryptography import x509

    root = x509.load_pem_x509_certificate(client.get("/provenance/root.pem").content)
    assert root.issuer == root.subject
    assert b"PRIVATE" not in client.get("/provenance/root.pem").content


def test_status_tells_each_part_in_words(client, db):
    page = client.get("/status").content.decode()
    for part in ("Database", "Files", "Queue", "Search", "Making clips"):
        assert part in page


def test_a_broken_part_makes_the_status_503_without_details_for_guests(client, db, settings, monkeypatch):
    def broken():
        raise RuntimeError("the disk with the secret name is gone")

    monkeypatch.setattr("marketplace.health._files", broken)
    answer = client.get("/status")
    assert answer.status_code == 503
    assert "secret name" not in answer.content.decode()


def test_the_process_answers(client, db):
    assert client.get("/healthz").content == b"ok\n"
