"""Who may have which form, what can't be made of a clip, and what happens when making goes wrong."""

import os
import resource
import shutil
import signal
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from billing import licensing
from billing.downloads import FORM, link
from billing.forms import asking, cuts, making, recipes, tidying
from billing.forms.asking import NotInPlan, TooMany, ask
from billing.forms.encoding import FormFailed
from billing.forms.spec import NotAForm
from billing.forms.spec_of import spec_of
from billing.models import Download, Form, GrantedPlan
from billing.withdrawal import withdraw
from catalog.models import Collection, Rendition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "no such form"),
        ({"kind": "exe"}, "no such form"),
        ({"kind": "showreel"}, "no such form"),
        ({"kind": "mp4", "height": "1080"}, "master has 360 lines"),
        ({"kind": "mp4", "height": "100"}, "Choose one of the sizes"),
        ({"kind": "mp4", "height": "-360"}, "whole number"),
        ({"kind": "mp4", "height": "1e3"}, "whole number"),
        ({"kind": "crop", "shape": "16:9"}, "is 16:9 already"),
        ({"kind": "crop", "shape": "../../etc"}, "no shape"),
        ({"kind": "trim", "start": "2", "end": "1"}, "after the start"),
        ({"kind": "trim", "start": "1", "end": "1.05"}, "0.2 s after"),
        ({"kind": "trim", "end": "3.5"}, "within the clip: 0 to 3 s"),
        ({"kind": "trim", "start": "-1"}, "within the clip"),
        ({"kind": "trim", "start": "nan"}, "within the clip"),
        ({"kind": "trim", "start": "inf"}, "within the clip"),
        ({"kind": "trim", "start": "soon"}, "time in seconds"),
        ({"kind": "loop", "times": "0"}, "whole number"),
        ({"kind": "loop", "times": "12000"}, "whole number"),
        ({"kind": "still", "at": "4"}, "within the clip"),
        ({"kind": "still", "format": "bmp"}, "PNG or a JPEG"),
    ],
)
def test_what_can_not_be_made_is_said_and_nothing_is_written(licence, asked, words):
    with pytest.raises(NotAForm, match=words):
        ask(licence, asked)
    assert not Form.objects.exists()


def test_a_minute_of_gif_and_ten_hours_of_loop(licence, clip):
    clip.duration_ms = 60_000
    clip.save()
    licence.refresh_from_db()
    with pytest.raises(NotAForm, match="15 s at most"):
        ask(licence, {"kind": "gif"})
    with pytest.raises(NotAForm, match="ten minutes at most"):
        ask(licence, {"kind": "loop", "times": "100"})


def test_two_who_ask_share_one(licence):
    assert ask(licence, {"kind": "gif"}).pk == ask(licence, {"kind": "gif"}).pk
    assert Form.objects.count() == 1


def test_a_plan_limits_sizes_by_the_day_of_the_licence_or_by_today(team, alice, make_clip, film, settings):
    settings.DEFAULT_PLAN = "free"
    clip = make_clip(master=film, width=1920, height=1080)
    Rendition.objects.filter(clip=clip, kind="master").update(width=1920, height=1080)
    small = licensing.issue(team, alice, clip, "standard")
    with pytest.raises(NotInPlan, match="downloads up to 720p"):
        ask(small, {"kind": "mp4", "height": "1080"})
    assert ask(small, {"kind": "mp4", "height": "720"}).state == "waiting"
    GrantedPlan.objects.create(account=team, plan="pro", note="test")
    assert ask(small, {"kind": "mp4", "height": "1080"})
    large = licensing.issue(team, alice, clip, "extended")
    GrantedPlan.objects.all().delete()
    assert ask(large, {"kind": "prores"})  # bought while the plan had it: for good


def test_the_pace_slows_nobody_who_downloads_what_is_there(licence, made, monkeypatch):
    monkeypatch.setitem(asking.AN_HOUR, "paid", 1)
    monkeypatch.setitem(asking.AN_HOUR, "free", 1)
    made(kind="still", at="0")
    with pytest.raises(TooMany, match="within an hour"):
        ask(licence, {"kind": "still", "at": "1"})
    assert ask(licence, {"kind": "still", "at": "0"}).state == "ready"
    Form.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
    assert ask(licence, {"kind": "still", "at": "1"})


def test_a_broken_master_fails_with_a_sentence_and_can_be_tried_again(licence, clip, film, media):
    master = clip.renditions.get(kind="master")
    (media / master.key).write_bytes(film[:2000])
    form = ask(licence, {"kind": "gif"})
    making.make(form.pk)
    form.refresh_from_db()
    assert (form.state, form.key) == ("failed", "")
    assert "could not be read" in form.problem
    assert not (media / "forms").exists()
    (media / master.key).write_bytes(film)
    again = ask(licence, {"kind": "gif"})
    making.make(again.pk)
    again.refresh_from_db()
    assert (again.pk, again.state) == (form.pk, "ready")


def test_a_master_that_the_storage_lost(licence, clip):
    default_storage.delete(clip.renditions.get(kind="master").key)
    form = ask(licence, {"kind": "gif"})
    making.make(form.pk)
    form.refresh_from_db()
    assert "not in the storage" in form.problem


def test_a_full_disk_is_told_from_a_broken_master(licence):
    form = ask(licence, {"kind": "prores"})
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        os._exit(_encode_only(form))
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 7


def _encode_only(form):
    """In a child whose files may not grow: what the recipe says of it."""
    folder = Path(tempfile.mkdtemp())
    try:
        master = folder / "master.mp4"
        source = form.clip.renditions.get(kind="master").key
        master.symlink_to(default_storage.path(source))
        recipes.encode(spec_of(form), form.clip, master, folder / "out.mov", lambda share: None, "AI")
    except FormFailed as error:
        return 7 if "disk is full" in error.sentence else 8
    finally:
        shutil.rmtree(folder)
    return 9


def test_a_dead_workers_form_is_made_by_the_next(licence):
    form = ask(licence, {"kind": "still"})
    Form.objects.filter(pk=form.pk).update(state="making", lease_until=timezone.now() + timedelta(seconds=60))
    assert (making.make(form.pk), making.due()) == (False, [])
    Form.objects.filter(pk=form.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert making.due() == [form.pk]
    assert making.make(form.pk)
    form.refresh_from_db()
    assert form.state == "ready"


def test_what_kills_every_worker_is_given_up(licence):
    form = ask(licence, {"kind": "still"})
    Form.objects.filter(pk=form.pk).update(attempts=making.ATTEMPTS)
    making.make(form.pk)
    form.refresh_from_db()
    assert (form.state, form.problem[:27]) == ("failed", "Making this stopped unexpec")


def test_unused_forms_go_and_used_ones_and_masters_stay(made, stored, clip, media):
    old, young = made(kind="still"), made(kind="gif")
    Form.objects.filter(pk=old.pk).update(used_at=timezone.now() - timedelta(days=31))
    path = stored(old)
    assert tidying.tidy() == 1
    assert not path.exists()
    assert stored(young).exists()
    assert (media / clip.renditions.get(kind="master").key).exists()
    assert tidying.tidy() == 0


# The pages


@pytest.fixture
def page(client, alice, licence):
    client.force_login(alice)
    return f"/licences/{licence.number}/forms"


def test_the_page_offers_asks_shows_and_delivers(client, page, licence, alice):
    assert "GIF" in client.get(page).content.decode()
    assert client.post(page, {"kind": "gif"}).status_code == 302
    assert "<progress" in client.get(page).content.decode()
    making.make(Form.objects.get().pk)
    form = Form.objects.get()
    shown = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "Download" in shown
    assert "<html" not in shown
    answer = client.get(link(licence, f"{FORM}{form.pk}"))
    assert answer["Content-Type"] == "image/gif"
    assert answer["Content-Disposition"].endswith(f'{licence.number}.gif"')
    assert len(b"".join(answer.streaming_content)) == form.size
    part = client.get(link(licence, f"{FORM}{form.pk}"), headers={"Range": "bytes=100-199"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 100-199/{form.size}")
    assert list(Download.objects.values_list("kind", "size", "user")) == [("gif", form.size, alice.pk)]
    form.refresh_from_db()
    assert form.uses == 1


def test_bad_asks_are_answered_on_the_page(client, page):
    answer = client.post(page, {"kind": "trim", "start": "9"})
    assert answer.status_code == 422
    assert "within the clip" in answer.content.decode()
    assert not Form.objects.exists()


def test_strangers_and_guests_get_nothing(client, page, charlie, licence, made):
    form = made(kind="still")
    client.logout()
    assert client.get(page).status_code == 302
    client.force_login(charlie)
    assert client.get(page).status_code == 404
    assert client.post(page, {"kind": "gif"}).status_code == 404
    assert client.get(link(licence, f"{FORM}{form.pk}")).status_code == 404
    assert not Download.objects.exists()


def test_another_clips_form_is_not_delivered_under_this_licence(
    client, alice, team, licence, made, make_clip
):
    form = made(kind="still")
    other = licensing.issue(team, alice, make_clip(), "standard")
    client.force_login(alice)
    assert client.get(link(other, f"{FORM}{form.pk}")).status_code == 404


def test_a_withdrawn_licence_has_no_forms(client, page, licence, made, mo):
    form = made(kind="still")
    address = link(licence, f"{FORM}{form.pk}")
    withdraw(licence, mo, "rights", "The clip showed a trademark.")
    assert client.get(page).status_code == 410
    assert client.get(address).status_code == 410


def test_a_form_that_was_tidied_away_says_how_to_get_it(client, page, licence):
    answer = client.get(link(licence, f"{FORM}99"))
    assert answer.status_code == 404
    assert "have it made again" in answer.content.decode()


def test_a_showreel_has_the_licensed_clips_and_names_the_rest(
    client, alice, team, licence, clip, make_clip, monkeypatch
):
    monkeypatch.setattr(cuts, "REEL_SIZE", (640, 360))  # quicker; everything is measured by it
    collection = Collection.objects.create(account=team, made_by=alice, name="Launch film")
    collection.clips.add(clip, make_clip(prompt="Red sand in the wind"))
    client.force_login(alice)
    page = f"/collections/{collection.pk}/showreel"
    assert "Red sand in the wind" in client.get(page).content.decode()
    client.post(page)
    form = Form.objects.get()
    making.make(form.pk)
    form.refresh_from_db()
    assert (form.state, form.width, form.height) == ("ready", 640, 360), form.problem
    answer = client.get(page).content.decode()
    assert "Download" in answer


def test_a_showreel_of_nothing_licensed(client, alice, team, make_clip):
    collection = Collection.objects.create(account=team, made_by=alice, name="Wishes")
    collection.clips.add(make_clip())
    client.force_login(alice)
    assert client.post(f"/collections/{collection.pk}/showreel").status_code == 422
    assert not Form.objects.exists()
