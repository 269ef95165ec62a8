"""The process that owns a GPU: hung, killed, drained, two on one device. An engine of the test's own renders in it."""

import json
import signal

import pytest

from generation.jobs.watchdog import HUNG
from generation.management.commands.gpu_worker import BROKEN
from tests.flows.stand_in.apps import KIND
from tests.generation.diffusion.conftest import tiny  # noqa: F401 - a fixture

from .installation import wait_for

pytestmark = [pytest.mark.render]

#: A model that goes on from frames, so that clips keep theirs.
FOLLOWING = "ltx-video-2b"
STATES = (
    "from generation.models import Job, JobEvent, RenderWorker\nj = Job.objects.get()\n"
    "answer = [j.state, j.attempts, [e.note for e in j.events.all()], "
    "[[w.device, w.engines] for w in RenderWorker.objects.all()]]"
)
WAKE = (
    "from generation.jobs.reaper import reap, wake\nfrom generation.models import Job\n"
    "reap(); Job.objects.update(not_before=None); answer = wake()"
)


@pytest.fixture
def here(installation, tiny, tmp_path):  # noqa: F811
    """An installation with a model that a stand-in renders for, as `orders` say to processes that are started later."""
    (tmp_path / "orders.json").write_text("{}")
    one = installation(
        DJANGO_SETTINGS_MODULE="tests.flows.stand_in.settings",
        STAND_IN=str(tmp_path),
        STAND_IN_WEIGHTS=str(tiny(KIND)),
        WATCHDOG_SECONDS="2",
        OMP_NUM_THREADS="1",
    )
    return one


@pytest.fixture
def orders(tmp_path):
    def give(**what):
        (tmp_path / "orders.json").write_text(json.dumps(what))
        (tmp_path / "told.txt").write_text("")

    give()
    return give


@pytest.fixture
def told(tmp_path):
    return lambda: (tmp_path / "told.txt").read_text().split("\n")[:-1]


def said(here):
    return (here.folder / "gpu.log").read_text()


def ready(here, times=1):
    wait_for(lambda: said(here).count("renders for stand-in") == times, 60, lambda: said(here))


def test_broken_hung_killed_and_asked_to_stop_it_loses_nothing(here, orders, told):
    orders(lose_device=True)
    broken = here.gpu_worker("--no-warm-up")
    ready(here)
    here.submit(engine="stand-in", prompt="golden waves at sunset")
    assert broken.wait(60) == BROKEN
    assert here.python(STATES)[:2] == ["queued", 0]

    orders(hang_at=1)
    hanging = here.gpu_worker("--no-warm-up")
    ready(here, 2)
    here.python(WAKE)
    assert hanging.wait(60) == HUNG
    state, attempts, notes, _ = here.python(STATES)
    assert (state, attempts) == ("queued", 1)
    assert notes[-1].startswith("no step for")
    assert told() == ["made 0", "hangs"]

    orders(wait_at=2)
    killed = here.gpu_worker("--no-warm-up")
    ready(here, 3)
    here.python(WAKE)
    wait_for(lambda: "waits" in told(), 60, told)
    second = here.gpu_worker("--no-warm-up")
    assert second.wait(60) == 1
    assert "is taken by process" in said(here)
    killed.kill()
    killed.wait()
    assert told()[:3] == ["kept 0", "made 1", "waits"]

    orders()
    worker = here.gpu_worker("--no-warm-up")
    ready(here, 4)
    wait_for(lambda: "made 3" in told() or (here.python(WAKE) and False), 60, told)
    wait_for(lambda: here.states() == [["ready", "done"]], 60, here.states)
    assert told() == ["kept 0", "kept 1", "made 2", "made 3"]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    _, _, _, workers = here.python(STATES)
    assert len(workers) == 2  # of those that had no time to say that they go
    here.python("from generation.jobs.work_dir import sweep\nanswer = sweep()")
    assert here.stray_files() == []
    assert [path.name for path in (here.folder / "checkpoints").iterdir()] == ["locks"]


def test_a_tiny_model_makes_a_clip_and_another_that_goes_on_from_it(installation, tiny, tmp_path):  # noqa: F811
    models = tmp_path / "models.toml"
    models.write_text(
        f"""[tiny]
        kind = "{FOLLOWING}"
        weights = "{tiny(FOLLOWING)}"
        accept = ["revenue"]
        short_sides = [96]
        frames = 25
        steps = 2
        enlarge = 4
        """
    )
    here = installation(GENERATION_MODELS=str(models), OMP_NUM_THREADS="1", JOB_LEASE_SECONDS="30")
    worker = here.gpu_worker()
    wait_for(lambda: "renders for tiny" in said(here), 120, lambda: said(here))
    asked = {"engine": "tiny", "prompt": "golden waves at sunset", "fps": 25}
    here.submit(**asked)
    wait_for(lambda: not here.under_way(), 240, lambda: (here.states(), said(here)))
    clip, made_with, kinds, row = here.python(
        "from generation.models import RenderWorker, Take\nt = Take.objects.get()\nw = RenderWorker.objects.get()\n"
        "kinds = [r.kind for r in t.clip.renditions.all()]\n"
        "answer = [t.clip_id, t.made_with, kinds, [w.device, w.engines, w.resident]]"
    )
    assert (made_with["kind"], made_with["device"]) == (FOLLOWING, row[0])
    assert len(made_with["segments"]) > 1
    assert row[1:] == [["tiny"], ["tiny"]]
    assert "context" in kinds
    here.submit(**asked, source=clip, follows="extend")
    wait_for(lambda: not here.under_way(), 240, lambda: (here.states(), said(here)))
    assert here.states() == [["ready", "done"]] * 2
    assert here.python(
        "from catalog.models import Clip\nc = Clip.objects.order_by('pk').last()\n"
        "answer = [c.derived_from_id, c.follows, c.engine, c.take.made_with['segments'][0]['task']]"
    ) == [clip, "extend", "tiny", "extend"]
    told = here.python(
        "from catalog.models import Clip\nfrom django.core.files.storage import default_storage\n"
        "from generation.finishing.note import read\nfrom generation.jobs.signing import signer\n"
        "from generation.made_from import made_from\n"
        "master = Clip.objects.order_by('pk').last().renditions.get(kind='master')\n"
        "note = read(default_storage.open(master.key), 'video/mp4', signer().root.decode())\n"
        "answer = made_from(note)"
    )
    assert told == ["A model made it, beginning with frames of “Golden waves at sunset”, made here."]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert here.stray_files() == []
