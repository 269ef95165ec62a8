"""From finished files to a clip: all of it, or nothing at all."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.models import Clip, Evidence, FingerprintFrame
from generation.brief.parse import parse
from generation.engine.registry import engine
from generation.finishing.model import Finding, Finished, FinishedFile, FrameHash, QualityReport
from generation.jobs.lease import LeaseLost
from generation.jobs.settle import give_back
from generation.jobs.store import Made, fresh_folder, key_of, remove_files, store
from generation.jobs.work_dir import sweep, work_dir
from generation.requests.ask import Ask
from generation.screening.frames.model import Finding as Seen
from tests.generation.asking import ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PROMPT = "Golden waves at sunset with a dolphin"
SEEN = Seen("faces", "1 face.", 0.97, "", 0.9, 500, b"\xff\xd8jpeg")


@pytest.fixture
def job(team, media):
    return begun(ask_for(team, PROMPT, seed=5, loop=True))


@pytest.fixture
def take(job):
    return job.takes.get()


@pytest.fixture
def finished(tmp_path):
    files = []
    for kind, suffix in (("master", "mp4"), ("comp", "mp4"), ("poster", "webp")):
        path = tmp_path / f"{kind}.{suffix}"
        path.write_bytes(kind.encode())
        digest = hashlib.sha256(kind.encode()).hexdigest()
        files.append(FinishedFile(kind, path, "video/mp4", 1920, 1080, len(kind), digest))
    return Finished(
        files=tuple(files),
        quality=QualityReport({"flicker": 0.1}, (Finding("flicker", "good", "Steady light"),)),
        hashes=(FrameHash(0, b"\1" * 32, 90), FrameHash(500, b"\2" * 32, 95)),
        palette=("#c86432",),
        frame_count=120,
        duration_ms=5_000,
        has_sound=True,
    )


def put(take, job, finished, **made_with):
    ask = Ask(**job.spec)
    brief = parse(ask.prompt)
    studio = engine("studio")
    coverage = studio.cover(brief)
    made = Made(ask, brief, studio, coverage, "llvmpipe", "Golden waves", finished, (SEEN,), **made_with)
    return store(take, job, made)


def files(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def test_a_take_becomes_a_clip_in_review_with_every_file(take, job, finished, team, media):
    clip = put(take, job, finished)
    take.refresh_from_db()
    assert (take.clip, clip.state, clip.account) == (clip, Clip.State.REVIEWING, team)
    assert files(media) == ["comp.mp4", "master.mp4", "poster.webp"]
    for rendition in clip.renditions.all():
        with default_storage.open(rendition.key) as stored:
            assert hashlib.sha256(stored.read()).hexdigest() == rendition.sha256
    assert FingerprintFrame.objects.filter(clip=clip).count() == 2
    evidence = clip.evidence.get()
    assert (evidence.detector, evidence.at_ms, bytes(evidence.thumbnail)) == ("faces", 500, SEEN.thumbnail)


def test_the_clip_knows_how_it_was_made_and_what_it_lacks(take, job, finished):
    clip = put(take, job, finished)
    assert (clip.width, clip.height, clip.fps, clip.frame_count, clip.duration_ms) == (
        1920,
        1080,
        24,
        120,
        5_000,
    )
    assert (clip.seed, clip.loops, clip.has_sound, clip.engine, clip.family) == (
        5,
        True,
        True,
        "studio",
        "ocean",
    )
    assert (clip.source_type, clip.mark) == ("algorithmicMedia", "Computer-generated")
    assert clip.missing == ["fish"]
    assert {"ocean", "sunset", "gold"} <= set(clip.tags)
    assert "fish" not in clip.tags
    assert clip.quality["findings"][0]["words"] == "Steady light"


def test_the_clip_names_the_one_that_it_follows_from(take, job, finished, make_clip):
    source = make_clip()
    job.spec |= {"source": source.pk, "follows": "extend"}
    clip = put(take, job, finished)
    assert (clip.derived_from, clip.follows) == (source, "extend")


def test_the_take_tells_how_a_model_made_it(take, job, finished):
    put(take, job, finished, made_with={"steps": 4})
    take.refresh_from_db()
    assert take.made_with == {"steps": 4}


def test_a_worker_that_lost_its_lease_leaves_nothing(take, job, finished, media):
    give_back(type(job).objects.get(pk=job.pk), "worker is gone")
    with pytest.raises(LeaseLost):
        put(take, job, finished)
    assert files(media) == []
    assert not Clip.objects.exists()
    assert not Evidence.objects.exists()


def test_a_file_that_cannot_be_stored_takes_the_others_with_it(take, job, finished, media):
    finished.files[2].path.unlink()
    with pytest.raises(FileNotFoundError):
        put(take, job, finished)
    assert files(media) == []
    assert not Clip.objects.exists()


def test_another_attempts_file_is_never_written_over(take, job, finished, media):
    default_storage.save(key_of(take, "comp"), ContentFile(b"somebody else's"))
    with pytest.raises(OSError, match="exists already"):
        put(take, job, finished)
    assert not Clip.objects.exists()


def test_each_attempt_has_a_folder_of_its_own(take, job, media):
    old = default_storage.save(key_of(take, "master"), ContentFile(b"earlier attempt"))
    token = take.token
    fresh_folder(take, job)
    assert take.token != token
    assert not default_storage.exists(old)


def test_a_lost_lease_gets_no_fresh_folder(take, job, media):
    give_back(type(job).objects.get(pk=job.pk), "worker is gone")
    token = take.token
    with pytest.raises(LeaseLost):
        fresh_folder(take, job)
    take.refresh_from_db()
    assert take.token == token


def test_removing_what_is_not_there_is_no_fault(take, media):
    remove_files(take)
    assert files(media) == []


def test_the_folders_of_dead_workers_are_swept_and_a_living_ones_stays(job, settings, tmp_path):
    settings.WORK_DIR = tmp_path / "work"
    (tmp_path / "work" / "not a lease").mkdir(parents=True)
    mine = work_dir(job)
    (mine / "frames.raw").write_bytes(b"x")
    assert sweep() == 1
    assert [path.name for path in (tmp_path / "work").iterdir()] == [str(job.lease_token)]
    give_back(job, "worker drained")
    assert sweep() == 1
