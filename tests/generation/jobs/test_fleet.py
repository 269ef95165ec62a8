"""Who renders: what processes say of themselves, and what is said of an engine that none of them serves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation.jobs import fleet, studio_renderer
from generation.jobs.presence import Presence, process_name
from generation.jobs.served import Served, alive
from generation.models import Job, RenderWorker
from generation.requests.refusal import AskRefused
from marketplace.health import parts
from tests.generation.asking import ask_for

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SHORT = {"engine": "stand-in", "duration_ms": 2_000, "resolution": "360p"}


def silent_for(**time):
    RenderWorker.objects.update(seen_at=timezone.now() - timedelta(**time))


def making_clips():
    return next(part for part in parts() if part.name == "Making clips")


def test_the_studio_engine_needs_no_worker_to_be_asked_for():
    assert fleet.lacking("studio") == []
    assert fleet.waiting_note("studio") == ""


def test_a_model_that_nobody_serves_is_said_to_be_so(orders, team):
    [sentence] = fleet.lacking("stand-in")
    assert sentence.startswith("No machine renders with ")
    assert fleet.unserved() == ["stand-in"]
    with pytest.raises(AskRefused, match="No machine renders with") as refused:
        ask_for(team, **SHORT)
    assert refused.value.code == "engine"
    assert not Job.objects.exists()


def test_a_model_that_a_live_worker_serves_lacks_nothing(gpu_worker, team):
    assert fleet.lacking("stand-in") == []
    assert (fleet.waiting_note("stand-in"), fleet.unserved()) == ("", [])
    assert ask_for(team, **SHORT).job.engine == "stand-in"


def test_a_worker_for_another_model_is_none_for_this(gpu_worker):
    RenderWorker.objects.update(engines=["other"])
    assert fleet.lacking("stand-in") != []


def test_a_model_whose_worker_went_lately_is_asked_for_and_waits(gpu_worker, team):
    silent_for(minutes=5)
    assert alive() == []
    assert fleet.lacking("stand-in") == []
    assert "waits until one is back" in fleet.waiting_note("stand-in")
    assert fleet.unserved() == ["stand-in"]
    assert ask_for(team, **SHORT).job.state == Job.State.QUEUED


def test_a_worker_that_was_stopped_in_order_may_be_coming_back(gpu_worker, team):
    request = ask_for(team, **SHORT)
    Job.objects.update(state=Job.State.DONE, ended_at=timezone.now() - timedelta(hours=2))
    RenderWorker.objects.all().delete()
    assert fleet.lacking("stand-in") == []
    Job.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    assert fleet.lacking("stand-in") != []
    assert request.job.engine == "stand-in"


def test_a_day_without_a_word_is_the_end_of_it(gpu_worker):
    silent_for(hours=25)
    assert fleet.lacking("stand-in") != []
    assert fleet.forget_gone() == 1


def test_a_living_workers_row_is_not_forgotten(gpu_worker):
    assert fleet.forget_gone() == 0


def test_who_renders_in_this_process_is_asked_what_this_machine_lacks(orders):
    assert fleet.lacking("stand-in", here=True) == ["There is no stand-in on this machine; build one."]


def test_status_names_renderers_and_what_they_have_loaded(gpu_worker):
    RenderWorker.objects.update(resident=["stand-in"])
    part = making_clips()
    assert part.well
    assert "gpu-1:7 (A device) for stand-in, stand-in loaded" in part.words


def test_status_is_not_well_while_a_model_has_no_worker(orders):
    part = making_clips()
    assert not part.well
    assert "No GPU worker serves stand-in" in part.words


def test_without_models_status_needs_no_worker():
    assert making_clips().well


def test_a_process_says_that_it_is_there_until_it_goes():
    resident = set()
    presence = Presence("A device", lambda: Served(frozenset({"b", "a"}), frozenset(resident)))
    presence.say()
    row = RenderWorker.objects.get()
    assert (row.name, row.device, row.engines, row.resident) == (process_name(), "A device", ["a", "b"], [])
    resident.add("a")
    silent_for(minutes=5)
    presence.say()
    row = RenderWorker.objects.get()
    assert row.resident == ["a"]
    assert alive() == [row]
    presence.stop()
    presence.stop()
    assert not RenderWorker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_is_said_again_and_again_by_itself(monkeypatch):
    from threading import Event

    from generation.jobs import presence

    monkeypatch.setattr(presence, "BEAT", 0.01)
    upkeep = Event()
    one = presence.Presence("A device", lambda: Served(frozenset({"a"}), frozenset()), upkeep.set)
    one.start()
    assert upkeep.wait(10)
    one.stop()
    assert not RenderWorker.objects.exists()


def test_a_studio_renderer_says_what_it_serves(db):
    studio_renderer.start()
    try:
        row = RenderWorker.objects.get()
        assert (row.engines, row.resident) == (["studio"], [])
    finally:
        studio_renderer.stop()
    assert not RenderWorker.objects.exists()
