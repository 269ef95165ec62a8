"""Finished parts pass from one attempt to the next, to one alone, and go when the job is over."""

import pytest

from generation.jobs import checkpoints
from generation.jobs.cancel import cancel
from generation.jobs.claim import claim
from generation.jobs.lease import LeaseLost
from generation.jobs.reseeding import reseed
from generation.jobs.settle import give_back
from generation.models import Job
from tests.generation.asking import ask_for, begun, let_lease_run_out

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("folders")]


@pytest.fixture
def job(team):
    return begun(ask_for(team, takes=2))


def here(settings):
    return sorted(path.name for path in settings.CHECKPOINT_DIR.iterdir())


def test_the_next_attempt_finds_what_the_last_one_left(job, settings):
    take = job.takes.first()
    (checkpoints.of_take(checkpoints.take_over(job), take) / "0.npy").write_bytes(b"frames")
    give_back(job, "worker drained")
    later = claim(job.pk)
    folder = checkpoints.take_over(later)
    assert (checkpoints.of_take(folder, take) / "0.npy").read_bytes() == b"frames"
    assert here(settings) == [f"{job.pk}-{later.lease_token}"]


def test_an_attempt_that_is_over_finds_its_folder_gone_and_takes_nothing(job, settings):
    folder = checkpoints.take_over(job)
    give_back(Job.objects.get(), "worker is gone")
    later = claim(job.pk)
    theirs = checkpoints.take_over(later)
    with pytest.raises(FileNotFoundError):
        (folder / "0.npy").write_bytes(b"too late")
    with pytest.raises(LeaseLost):
        checkpoints.take_over(job)
    assert theirs.is_dir()


def test_of_several_folders_the_fullest_is_taken_over_and_no_other_stays(job, settings):
    for name, files in (("0" * 36, 1), ("1" * 36, 3), ("2" * 36, 0)):
        path = settings.CHECKPOINT_DIR / f"{job.pk}-{name}"
        path.mkdir()
        for index in range(files):
            (path / f"{index}").write_text(name)
    folder = checkpoints.take_over(job)
    assert (folder / "2").read_text() == "1" * 36
    assert here(settings) == [folder.name]


def test_what_another_seed_left_is_not_found(job):
    folder = checkpoints.take_over(job)
    first, second = job.takes.all()
    old, other = checkpoints.of_take(folder, first), checkpoints.of_take(folder, second)
    (old / "0.npy").write_bytes(b"black frames")
    (other / "0.npy").write_bytes(b"frames")
    reseed(first, job)
    assert list(checkpoints.of_take(folder, first).iterdir()) == []
    assert not old.exists()
    assert (other / "0.npy").exists()


def test_another_seed_is_the_same_each_time_and_no_other_takes(job):
    first, second = job.takes.all()
    seed = first.seed
    reseed(first, job)
    drawn = first.seed
    first.seed, second.seed = seed, drawn
    second.save()
    reseed(first, job)
    first.refresh_from_db()
    assert first.reseeded
    assert len({seed, drawn, first.seed}) == 3


def test_what_a_worker_left_of_a_job_that_ended_elsewhere_is_swept(job, settings, team):
    queued = ask_for(team, seed=2)
    checkpoints.take_over(job)
    waiting = begun(queued)
    checkpoints.take_over(waiting)
    give_back(waiting, "worker drained")
    (settings.CHECKPOINT_DIR / "not ours").mkdir()
    assert checkpoints.sweep() == 0
    cancel(queued)
    assert checkpoints.sweep() == 1
    assert here(settings) == sorted([f"{job.pk}-{job.lease_token}", "not ours"])


def test_a_dead_workers_checkpoints_stay_for_the_next(job, settings):
    from generation.jobs.reaper import reap

    checkpoints.take_over(job)
    let_lease_run_out(job)
    reap()
    assert checkpoints.sweep() == 0
    assert len(here(settings)) == 1
