"""Posters are measured once, and found again by what they show."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from catalog.models import Clip, PictureVector, Rendition
from catalog.pictures.model import PictureModelError
from catalog.pictures.store import alike, measure_posters
from catalog.tasks import measure_pictures
from marketplace.checks import picture_model_folder
from tests.catalog.pictures.conftest import tower

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def striped(left, right, size=(96, 54)):
    picture = Image.new("RGB", size, left)
    picture.paste(right, (size[0] // 2, 0, *size))
    return picture


@pytest.fixture
def with_poster(make_clip):
    """A function: a clip whose poster is this picture, or these bytes."""

    def make(poster, **fields):
        clip = make_clip(**fields)
        rendition = Rendition.objects.get(clip=clip, kind=Rendition.Kind.POSTER_JPEG)
        data = poster
        if isinstance(poster, Image.Image):
            file = io.BytesIO()
            poster.save(file, "JPEG", quality=95)
            data = file.getvalue()
        rendition.key = default_storage.save(f"posters/{clip.pk}.jpg", ContentFile(data))
        rendition.save()
        return clip

    return make


@pytest.fixture
def named(settings, clip_folder):
    settings.PICTURE_MODEL = str(clip_folder)
    return clip_folder


def everyone():
    return Clip.objects.values_list("pk", flat=True)


def test_the_clip_that_shows_it_comes_first(named, with_poster):
    with_poster(striped("#1020c0", "#c02010"))
    wanted = with_poster(striped("#c02010", "#1020c0"))
    with_poster(striped("#20c010", "#20c010"))
    assert measure_posters() == 3
    found = alike([striped("#b82818", "#1828b8", (300, 170))], everyone())
    assert found[0].clip_id == wanted.pk
    assert found[0].likeness > 0.99
    assert len(found) == 3
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)


def test_any_frame_of_several_may_be_the_one(named, with_poster):
    wanted = with_poster(striped("#c02010", "#1020c0"))
    with_poster(striped("#20c010", "#ffffff"))
    measure_posters()
    frames = [striped("#000000", "#ffff00"), striped("#c02010", "#1020c0")]
    assert alike(frames, everyone(), limit=1)[0].clip_id == wanted.pk


def test_a_clip_that_the_viewer_may_not_see_is_not_found(named, with_poster):
    hidden = with_poster(striped("#c02010", "#1020c0"), private=True)
    shown = with_poster(striped("#1020c0", "#c02010"))
    measure_posters()
    found = alike([striped("#c02010", "#1020c0")], [shown.pk])
    assert [one.clip_id for one in found] == [shown.pk]
    assert hidden.pk not in [one.clip_id for one in found]
    assert alike([striped("#c02010", "#1020c0")], []) == []


def test_measuring_again_changes_nothing(named, with_poster):
    with_poster(striped("#c02010", "#1020c0"))
    assert measure_posters() == 1
    before = list(PictureVector.objects.values_list("pk", "vector"))
    assert measure_posters() == 0
    assert list(PictureVector.objects.values_list("pk", "vector")) == before


def test_only_published_clips_are_measured(named, with_poster):
    with_poster(striped("#c02010", "#1020c0"), state=Clip.State.REVIEWING)
    assert measure_posters() == 0


def test_a_broken_poster_is_passed_over(named, with_poster, caplog):
    with_poster(b"no picture at all")
    whole = with_poster(striped("#c02010", "#1020c0"))
    assert measure_posters() == 1
    assert list(PictureVector.objects.values_list("clip_id", flat=True)) == [whole.pk]
    assert "can't be read" in caplog.text


def test_new_and_deleted_clips_are_noticed(named, with_poster):
    first = with_poster(striped("#c02010", "#1020c0"))
    measure_posters()
    asked = [striped("#c02010", "#1020c0")]
    assert [one.clip_id for one in alike(asked, everyone())] == [first.pk]
    second = with_poster(striped("#c02010", "#1020c8"))
    measure_posters()
    assert {one.clip_id for one in alike(asked, everyone())} == {first.pk, second.pk}
    ids = [first.pk, second.pk]
    PictureVector.objects.filter(clip=first).delete()
    assert [one.clip_id for one in alike(asked, ids)] == [second.pk]


def test_another_model_measures_anew_and_never_mixes(settings, named, with_poster, tmp_path):
    clip = with_poster(striped("#c02010", "#1020c0"))
    measure_posters()
    other = tmp_path / "other"
    tower(other / "vision_model.onnx", seed=9)
    (other / "preprocessor_config.json").write_text((named / "preprocessor_config.json").read_text())
    settings.PICTURE_MODEL = str(other)
    assert alike([striped("#c02010", "#1020c0")], everyone()) == []
    assert measure_posters() == 1
    assert alike([striped("#c02010", "#1020c0")], everyone())[0].clip_id == clip.pk
    assert PictureVector.objects.filter(clip=clip).count() == 2


class TestWithoutAModel:
    def test_nothing_is_measured_and_nothing_is_found(self, settings, with_poster):
        settings.PICTURE_MODEL = ""
        with_poster(striped("#c02010", "#1020c0"))
        measure_pictures()
        assert not PictureVector.objects.exists()
        assert alike([striped("#c02010", "#1020c0")], everyone()) == []
        assert list(picture_model_folder(None)) == []

    def test_a_folder_that_is_wrong_is_said_by_the_checks(self, settings, tmp_path, capsys):
        settings.PICTURE_MODEL = str(tmp_path)
        call_command("check")
        assert "oddreel.W170" in capsys.readouterr().err
        with pytest.raises(PictureModelError):
            measure_posters()

    def test_the_worker_says_so_and_goes_on(self, settings, tmp_path, caplog):
        settings.PICTURE_MODEL = str(tmp_path)
        measure_pictures()
        assert "no poster is measured" in caplog.text
