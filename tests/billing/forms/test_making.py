"""Each form is what it says: opened with other programs than the one that made it."""

import zipfile
from itertools import pairwise

import av
import pytest
from pptx import Presentation

from billing.models import Form

pytestmark = pytest.mark.django_db


def film_of(path):
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        frames = sum(1 for _ in video.decode(video=0))
        return (
            stream.codec_context.name,
            stream.codec_context.width,
            stream.codec_context.height,
            frames,
            len(video.streams.audio),
        )


def test_a_smaller_mp4(made, stored):
    form = made(kind="mp4", height=360)
    assert (form.state, form.mime, form.width, form.height) == ("ready", "video/mp4", 640, 360)
    assert film_of(stored(form)) == ("h264", 640, 360, 72, 1)
    assert stored(form).stat().st_size == form.size


@pytest.mark.parametrize(("shape", "size"), [("9:16", (202, 360)), ("1:1", (360, 360)), ("4:5", (288, 360))])
def test_crops_keep_the_height(made, stored, shape, size):
    form = made(kind="crop", shape=shape)
    assert film_of(stored(form))[1:4] == (*size, 72)


def test_a_gif_that_loops(made, picture_of):
    picture = picture_of(made(kind="gif"))
    assert (picture.format, picture.info["loop"], picture.size) == ("GIF", 0, (640, 360))
    assert 30 <= picture.n_frames <= 37


def test_an_animated_webp_that_loops(made, picture_of):
    picture = picture_of(made(kind="webp"))
    assert (picture.format, picture.info["loop"]) == ("WEBP", 0)
    assert 40 <= picture.n_frames <= 46


@pytest.mark.parametrize(("kind", "name"), [("png", "PNG"), ("jpeg", "JPEG")])
def test_a_still_of_any_moment_the_last_too(made, picture_of, kind, name):
    first, last = made(kind="still", at="0", format=kind), made(kind="still", at="3", format=kind)
    assert picture_of(first).format == name
    assert picture_of(first).size == picture_of(last).size == (640, 360)
    assert picture_of(first).tobytes() != picture_of(last).tobytes()


def test_prores_for_editors(made, stored):
    form = made(kind="prores")
    assert (form.mime, film_of(stored(form))) == ("video/quicktime", ("prores", 640, 360, 72, 1))


def test_a_cut_to_the_frame(made, stored):
    form = made(kind="trim", start="0.5", end="2.0")
    assert film_of(stored(form))[3] == 36


def test_a_loop_without_a_seam(made, stored):
    form = made(kind="loop", times="2")
    assert film_of(stored(form))[3] == pytest.approx(2 * (72 - 12), abs=2)
    with av.open(str(stored(form))) as video:
        frames = [frame.to_ndarray(format="gray").astype(int) for frame in video.decode(video=0)]
    steps = [abs(a - b).mean() for a, b in pairwise(frames)]
    assert steps[59] < 3 * sorted(steps)[len(steps) // 2]  # from one round into the next is no jump


def test_a_slide_that_plays_by_itself(made, stored, licence):
    path = stored(made(kind="slide"))
    deck = Presentation(path)
    [slide] = deck.slides
    movie = next(shape for shape in slide.shapes if shape.shape_type == 16)
    assert licence.number in slide.notes_slide.notes_text_frame.text
    assert licence.licensee in slide.notes_slide.notes_text_frame.text
    assert "contains computer-generated footage" in slide.notes_slide.notes_text_frame.text
    assert f"/licences/{licence.number}/disclosure" in slide.notes_slide.notes_text_frame.text
    assert any(shape.has_text_frame and licence.number in shape.text_frame.text for shape in slide.shapes)
    assert "Computer-generated" in movie._element.nvPicPr.cNvPr.get("descr")
    timing = slide._element.xpath("p:timing")[0]
    [node] = timing.xpath(".//p:video/p:cMediaNode/p:cTn")
    assert node.get("repeatCount") == "indefinite"
    targets = {one.get("spid") for one in timing.xpath(".//p:spTgt")}
    assert targets == {str(movie.shape_id)}
    assert timing.xpath(".//p:cmd")[0].get("cmd") == "playFrom(0.0)"
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        media = [name for name in names if name.startswith("ppt/media/")]
        assert any(name.endswith(".mp4") for name in media)
        assert any(name.endswith((".jpg", ".png")) for name in media)


def test_the_words_in_the_file_say_so_too(made, stored):
    with av.open(str(stored(made(kind="mp4", height=360)))) as video:
        assert video.metadata["comment"] == "Computer-generated. Made with Oddreel."


def test_asked_twice_it_is_made_once(made):
    assert made(kind="gif").pk == made(kind="gif").pk
    assert Form.objects.get().attempts == 1
