"""The verify page and the health pages."""

import io
import tempfile

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from billing.licensing import issue
from billing.models import Licence
from billing.numbers import new_number
from billing.withdrawal import withdraw
from catalog.models import Clip
from catalog.takedown import hide, take_down
from generation.sandbox.turns import turn
from generation.uploads import Unnamed, opened

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


def test_nothing_of_a_large_upload_stays_either(client, make_clip, settings, tmp_path, monkeypatch):
    """One beyond what Django keeps in memory; the system's own folder for such files is looked at, too."""
    settings.WORK_DIR = tmp_path / "work"
    settings.WORK_DIR.mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    make_clip()
    rows = {model: model.objects.count() for model in apps.get_models()}
    noise = io.BytesIO()
    Image.effect_noise((1400, 1400), 90).save(noise, "PNG")
    assert len(noise.getvalue()) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert drop(client, "large.png", noise.getvalue()).status_code == 200
    assert list(settings.WORK_DIR.iterdir()) == list((tmp_path / "temporary").iterdir()) == []
    assert {model: model.objects.count() for model in apps.get_models()} == rows


def test_a_large_upload_has_no_name_even_while_it_is_there(settings, tmp_path):
    """So that a site that is killed leaves none."""
    settings.WORK_DIR = tmp_path
    handler = Unnamed()
    handler.new_file("file", "large.mp4", "video/mp4", 4, None, {})
    handler.receive_data_chunk(b"film", 0)
    file = handler.file_complete(4)
    assert list(tmp_path.iterdir()) == []
    with opened(file) as content:
        assert content.read() == b"film"
        assert list(tmp_path.iterdir()) == []
    file.close()


def down(clip, mo):
    take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")


def hidden(clip, mo):
    hide(clip, reason="It may show a real person.", cause="likeness")


class TestWhatMayBeSaid:
    """Of a clip that is not, or no longer, in the catalogue."""

    def known(self, client, clip, **fields):
        picture = default_storage.open(clip.renditions.get(kind="poster_jpeg").key).read()
        page = client.post("/verify", {"file": SimpleUploadedFile("x.jpg", picture), **fields})
        return page.content.decode()

    def picture(self, clip):
        return default_storage.open(clip.renditions.get(kind="poster_jpeg").key).read()

    @pytest.mark.parametrize(
        ("withhold", "words"), [(down, "This clip was taken down"), (hidden, "It is hidden")]
    )
    def test_one_that_was_taken_down_or_hidden_is_said_to_be(self, client, make_clip, mo, withhold, words):
        clip = make_clip(prompt="Golden waves")
        picture = self.picture(clip)
        withhold(clip, mo)
        page = drop(client, "x.jpg", picture).content.decode()
        assert words in page
        assert "Golden waves" not in page

    def test_a_private_one_that_was_taken_down_stays_private(self, client, make_clip, mo):
        clip = make_clip(private=True)
        picture = self.picture(clip)
        down(clip, mo)
        page = drop(client, "x.jpg", picture).content.decode()
        assert "private clip" in page
        assert "taken down" not in page

    @pytest.mark.parametrize("state", [Clip.State.REVIEWING, Clip.State.REJECTED])
    def test_one_that_nobody_else_has_seen_is_not_named(self, client, make_clip, state):
        page = self.known(client, make_clip(state=state, prompt="Golden waves"))
        assert "private clip" in page
        assert "Golden waves" not in page

    def test_whoever_licensed_it_is_told_which_it_was(self, client, make_clip, team, alice, mo):
        clip = make_clip()
        licence = issue(team, alice, clip, "standard")
        picture = self.picture(clip)
        down(clip, mo)
        client.force_login(alice)
        page = drop(client, "x.jpg", picture).content.decode()
        assert "This clip was taken down" in page
        assert clip.title in page
        assert licence.number in page

    def test_one_that_somebody_has_for_themselves_is_not_called_taken_down(
        self, client, make_clip, make_account, alice
    ):
        clip = make_clip()
        issue(make_account("Rich", credits=60, users=[alice]), alice, clip, "exclusive")
        page = self.known(client, clip)
        assert "no longer on offer" in page
        assert "taken down" not in page

    def test_a_licence_is_told_by_its_number_and_never_whose(self, client, make_clip, team, alice, mo):
        clip = make_clip()
        licence = issue(team, alice, clip, "standard")
        page = self.known(client, clip, licence=licence.number.lower())
        assert "It is in force" in page
        assert "Alice" not in page
        make_clip(master=b"the other clip's film")
        film = SimpleUploadedFile("x.mp4", b"the other clip's film")
        answer = client.post("/verify", {"file": film, "licence": licence.number})
        assert "for another clip" in answer.content.decode()
        assert "never issued" in self.known(client, clip, licence=new_number())
        assert "one of its signs is wrong" in self.known(client, clip, licence="ODR-1")
        withdraw(licence, mo, Licence.Cause.BREACH, "You broke clause 4.")
        page = self.known(client, clip, licence=licence.number)
        assert "It was withdrawn on" in page
        assert "clause 4" not in page


class TestLimits:
    @pytest.fixture(autouse=True)
    def own_counting(self, settings, tmp_path):
        cache.clear()
        settings.DATA_DIR = tmp_path

    def test_an_address_may_send_so_many_files_a_minute(self, client, db, settings):
        settings.VERIFY_A_MINUTE = 2
        assert [drop(client, "x.mp4", b"hello").status_code for _ in range(2)] == [422, 422]
        answer = drop(client, "x.mp4", b"hello")
        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert "2 files a minute" in answer.content.decode()
        elsewhere = client.post("/search/picture", {"file": SimpleUploadedFile("x", b"x")})
        assert elsewhere.status_code == 429  # one budget for both
        assert (
            client.post(
                "/verify", {"number": "x"}, content_type="application/x-www-form-urlencoded"
            ).status_code
            == 422
        )
        other = client.post("/verify", {"file": SimpleUploadedFile("x", b"x")}, REMOTE_ADDR="192.0.2.7")
        assert other.status_code == 422

    def test_too_many_at_once_are_asked_to_come_back(self, client, db, settings, monkeypatch):
        settings.VERIFY_AT_ONCE = 1
        monkeypatch.setattr("generation.looking.PATIENCE_SECONDS", 0.0)
        with turn(settings.DATA_DIR / "turns", 1, 0):
            for address in ("/verify", "/search/picture"):
                answer = client.post(address, {"file": SimpleUploadedFile("x.png", b"x")})
                assert (answer.status_code, answer["Retry-After"]) == (503, "10")
                assert "Nothing of yours was kept" in answer.content.decode()
        assert drop(client, "x.png", b"x").status_code == 422  # the site goes on

    def test_the_site_answers_while_a_decoder_is_ended(self, client, db, settings):
        settings.VERIFY_MEMORY = 1
        answer = drop(client, "x.mp4", b"\x00\x00\x00\x20ftypisom" + bytes(300))
        assert answer.status_code == 422
        assert "stopped at this one" in answer.content.decode() or "more memory" in answer.content.decode()
        assert client.get("/verify").status_code == 200


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
