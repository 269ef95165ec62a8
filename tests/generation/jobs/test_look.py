"""What detectors are told, from settings and catalogue; and a take's whole way from a render to a moderator."""

import shutil

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from billing import ledger
from catalog.models import AuditLine, Clip, Evidence, FingerprintFrame, Review
from catalog.publishing import reject
from generation.engine.base import Cancelled, RenderControl
from generation.finishing.fingerprint import hash_frame
from generation.finishing.model import Finished, FinishedFile, QualityReport
from generation.jobs.look import block_list, look
from generation.jobs.run import run
from generation.models import RenderRequest
from generation.screening.frames.block_list import add
from tests.generation.asking import ask_for, begun
from tests.generation.screening.frames.footage import clip_of, face, landscape

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, media):
    settings.DATA_DIR = tmp_path
    settings.WORK_DIR = tmp_path / "work"
    settings.WORK_DIR.mkdir()


@pytest.fixture
def finished(tmp_path):
    """A function: a take of a second whose frames are drawn like this."""

    def make(draw=landscape, count=24):
        path = clip_of(tmp_path / "master.mp4", draw, count)
        files = (FinishedFile("master", path, "video/mp4", 640, 360, path.stat().st_size, ""),)
        hashes = (hash_frame(draw(0), 0),)
        return Finished(files, QualityReport({}, ()), hashes, frame_count=count)

    return make


@pytest.fixture
def job(team):
    return begun(ask_for(team))


def rules(seen):
    return {finding.rule for finding in seen} - {""}


def test_a_clean_take_is_seen_by_every_detector_and_held_by_none(job, finished):
    seen = look(job, finished(), RenderControl())
    assert rules(seen) == set()
    assert {finding.detector for finding in seen} == {"picture", "nudity", "faces", "lettering", "copies"}


def test_what_is_missing_of_the_master_is_noticed(job, finished):
    take = finished()
    path = take.files[0].path
    path.write_bytes(path.read_bytes()[:-2_000])
    assert "frames-broken" in rules(look(job, take, RenderControl()))


def test_a_face_holds_beside_a_prompt_about_real_people(team, finished):
    portrait = finished(lambda index: face(200 + 4 * index))
    asked = ask_for(team)
    job = begun(asked)
    assert "frames-face" not in rules(look(job, portrait, RenderControl()))
    RenderRequest.objects.filter(pk=asked.pk).update(verdict={"decision": "hold", "rule": "real-people"})
    assert "frames-face" in rules(look(job, portrait, RenderControl()))


def test_the_usual_block_list_counts_where_it_is_there(job, finished, tmp_path):
    assert block_list() is None
    add(tmp_path / "block-list.txt", [hash_frame(landscape(), 0).pdq], "notice 12")
    assert rules(look(job, finished(), RenderControl())) == {"frames-blocked"}


def test_a_named_block_list_that_is_not_there_holds(job, finished, settings, tmp_path):
    settings.FRAME_BLOCK_LIST = str(tmp_path / "elsewhere.txt")
    seen = look(job, finished(), RenderControl())
    assert rules(seen) == {"frames-unchecked"}
    assert any("elsewhere.txt" in finding.words for finding in seen)


@pytest.mark.parametrize("content", [None, "this is no TOML ["])
def test_limits_that_cannot_be_used_hold_and_the_shipped_ones_look(
    job, finished, settings, tmp_path, content
):
    path = tmp_path / "limits.toml"
    if content:
        path.write_text(content)
    settings.FRAME_LIMITS = str(path)
    seen = look(job, finished(), RenderControl())
    assert rules(seen) == {"frames-unchecked"}
    assert len(seen) == 6


def known(make_clip, state):
    clip = make_clip(state=state)
    one = hash_frame(landscape(), 0)
    FingerprintFrame.objects.create(clip=clip, at_ms=0, pdq=one.pdq, quality=one.quality)
    return clip


def test_a_clip_that_was_taken_out_does_not_come_again_unseen(job, finished, make_clip):
    clip = known(make_clip, Clip.State.REJECTED)
    seen = look(job, finished(), RenderControl())
    assert rules(seen) == {"frames-copy"}
    assert any(f"clip {clip.pk}, which was taken out" in finding.words for finding in seen)


def test_mirroring_it_does_not_help(job, finished, make_clip):
    known(make_clip, Clip.State.WITHDRAWN)
    seen = look(job, finished(lambda index: landscape(index)[:, ::-1]), RenderControl())
    assert rules(seen) == {"frames-copy"}
    assert any("mirrored" in finding.words for finding in seen)


def test_the_same_as_a_published_clip_is_told_and_passes(job, finished, make_clip):
    clip = known(make_clip, Clip.State.PUBLISHED)
    seen = look(job, finished(), RenderControl())
    assert rules(seen) == set()
    [line] = [finding for finding in seen if finding.detector == "copies"]
    assert f"clip {clip.pk}" in line.words
    assert 0.8 < line.score <= 1


def test_a_cancelled_take_is_looked_at_no_further(job, finished):
    control = RenderControl()
    control.stop.set()
    with pytest.raises(Cancelled):
        look(job, finished(), control)


def credits(account):
    row = ledger.balance(account)
    return row.available, row.held


@pytest.mark.render
@pytest.mark.django_db(transaction=True)
def test_a_blocked_picture_is_rendered_held_and_never_charged(team, mo, tmp_path):
    """The whole way, twice: a clip is made and sold, its mirrored poster blocked, and the same asked for again."""
    small = {"duration_ms": 2_000, "resolution": "360p", "quality": "draft", "sound": False, "seed": 4}
    first = ask_for(team, "warm bokeh lights", **small)
    run(begun(first))
    first.refresh_from_db()
    clip = Clip.objects.get()
    assert (first.state, credits(team)) == ("ready", (19, 0))
    assert {row.detector for row in clip.evidence.all()} == {
        "picture",
        "nudity",
        "faces",
        "lettering",
        "copies",
    }
    assert not clip.evidence.exclude(rule="").exists()

    poster = tmp_path / "poster.png"
    with default_storage.open(clip.renditions.get(kind="poster_jpeg").key) as file:
        Image.fromarray(np.asarray(Image.open(file))[:, ::-1]).save(poster)
    call_command("block_picture", str(poster), reason="notice 12")
    assert AuditLine.objects.get(action="picture blocked").note == "notice 12"

    second = ask_for(team, "warm bokeh lights", **small)
    run(begun(second))
    second.refresh_from_db()
    held = Clip.objects.exclude(pk=clip.pk).get()
    assert (second.state, held.state, credits(team)) == ("review", "reviewing", (18, 1))
    assert second.job.state == "done"
    evidence = held.evidence.get(rule="frames-blocked")
    assert evidence.words == "On the block list, mirrored: notice 12"
    assert bytes(evidence.thumbnail).startswith(b"\xff\xd8")
    review = Review.objects.get(clip=held)
    assert (review.rule, review.risk) == ("frames-blocked", 95)

    reject(held, mo, "It is on the list")
    second.refresh_from_db()
    assert (second.state, credits(team)) == ("rejected", (19, 0))
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.render
@pytest.mark.django_db(transaction=True)
def test_a_job_cancelled_while_it_is_looked_at_leaves_nothing(team, tmp_path, monkeypatch, media):
    from generation.jobs import look as looking
    from generation.jobs.cancel import cancel

    request = ask_for(
        team, "warm bokeh lights", duration_ms=2_000, resolution="360p", quality="draft", sound=False
    )
    job = begun(request)
    looks = looking.inspect

    def cancelled_meanwhile(path, context):
        cancel(request)
        while True:  # until the heartbeat has heard of it
            looks(path, context)

    monkeypatch.setattr(looking, "inspect", cancelled_meanwhile)
    run(job)
    request.refresh_from_db()
    assert (request.state, credits(team)) == ("cancelled", (20, 0))
    assert not Clip.objects.exists()
    assert not Evidence.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []
    shutil.rmtree(tmp_path / "work")
