"""The frames that a clip follows from: whose they are when it is rendered, and that nobody is ever given them."""

import hashlib

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from billing import downloads, ledger, licensing
from catalog import withholding
from catalog.models import Rendition
from catalog.takedown import take_down
from generation.engine.base import EngineError
from generation.finishing.context import ContextFile, last_frames
from generation.jobs.run import run
from generation.jobs.source import begun_with, source_frames
from generation.jobs.store import key_of, remove_files
from generation.models import Job, RenderRequest
from generation.requests.ask import Ask
from tests.generation.asking import PROMPT, ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def picture(index):
    return np.full((36, 64, 3), index, np.uint8)


@pytest.fixture
def make_followable(make_clip, tmp_path):
    """A function: a clip of 60 frames whose unmarked frames are kept; frame n is n all over."""

    def make(account=None, **fields):
        clip = make_clip(account, **fields)
        file = ContextFile(tmp_path, width=64, height=36, fps=30, frame_count=60)
        for index in range(60):
            file.look(index, picture(index))
        data = file.close().path.read_bytes()
        key = default_storage.save(f"clips/{clip.pk}/context.zip", ContentFile(data))
        Rendition.objects.create(
            clip=clip, kind="context", key=key, mime="application/zip", width=64, height=36, size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
        )  # fmt: skip
        return clip

    return make


def following(clip, how="extend"):
    return Ask(PROMPT, source=clip.pk, follows=how)


def test_an_extension_starts_from_the_last_frames(team, make_followable):
    source = source_frames(following(make_followable(team)), team)
    assert source.fps == 30
    assert source.frames.shape == (42, 36, 64, 3)
    assert source.frames[:, 0, 0, 0].tolist() == list(last_frames(60, 30)) == list(range(18, 60))


def test_a_variation_starts_from_the_first(team, make_followable):
    source = source_frames(following(make_followable(team), "variation"), team)
    assert source.frames.shape == (1, 36, 64, 3)
    assert not source.frames.any()


def test_what_follows_from_nothing_has_no_source(team):
    assert source_frames(Ask(PROMPT), team) is None


def test_a_licence_is_enough_and_none_is_not(team, alice, make_followable):
    clip = make_followable()
    with pytest.raises(EngineError) as refused:
        source_frames(following(clip), team)
    assert refused.value.permanent
    licensing.issue(team, alice, clip, "standard")
    assert source_frames(following(clip), team) is not None


def test_the_notes_name_the_clip_that_a_render_begins_with(team, make_followable, tmp_path):
    clip = make_followable(team)
    found = begun_with(following(clip), team, tmp_path)
    [part] = found.ingredients
    assert (found.relationship, part.title, part.clip) == ("inputTo", clip.title, str(clip.pk))
    with default_storage.open(clip.renditions.get(kind="master").key) as master:
        assert part.path.read_bytes() == master.read()
    assert begun_with(Ask(PROMPT), team, tmp_path) is None
    with pytest.raises(EngineError, match="can't be followed from"):
        begun_with(following(make_followable()), team, tmp_path)


@pytest.mark.parametrize("change", ["taken down", "private", "lost", "broken"])
def test_what_may_not_be_followed_any_more_fails_with_a_sentence(team, mo, make_followable, change):
    clip = make_followable(None if change == "private" else team, private=change == "private")
    rendition = clip.renditions.get(kind="context")
    if change == "taken down":
        take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
        withholding.tend()
    elif change in ("lost", "broken"):
        default_storage.delete(rendition.key)
        if change == "broken":
            default_storage.save(rendition.key, ContentFile(b"half a fi"))
    with pytest.raises(EngineError) as refused:
        source_frames(following(clip), team)
    assert refused.value.permanent
    assert "Your credits are back" in refused.value.public


@pytest.mark.django_db(transaction=True)
def test_a_takedown_in_between_ends_the_job_before_anything_is_rendered(
    make_account, make_user, mo, make_followable, orders, gpu_worker, folders
):
    account = make_account("Ada", credits=20)
    clip = make_followable(account)
    request = ask_for(account, source=clip.pk, follows="extend", engine="stand-in", resolution="360p", fps=30)
    take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
    run(begun(request))
    request.refresh_from_db()
    assert (request.state, Job.objects.get().attempts) == (RenderRequest.State.FAILED, 1)
    assert "not available any more" in request.job.error
    assert orders.settings == []
    assert (ledger.balance(account).available, ledger.balance(account).held) == (20, 0)


@pytest.mark.django_db(transaction=True)
def test_the_engine_is_given_the_frames(make_account, make_followable, orders, gpu_worker, folders):
    account = make_account("Ada", credits=20)
    clip = make_followable(account)
    request = ask_for(
        account, source=clip.pk, follows="extend", engine="stand-in", resolution="360p", duration_ms=2_000
    )
    orders.full_disk = True
    run(begun(request))
    [bench], [settings] = orders.benches, orders.settings
    assert settings.follows == "extend"
    assert bench.source.frames[-1, 0, 0, 0] == 59


@pytest.mark.parametrize("who", ["nobody", "alice", "charlie", "mo"])
def test_nobody_is_shown_them(client, request, team, make_followable, who):
    clip = make_followable(team)
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    assert client.get(f"/media/{clip.pk}/context").status_code == 404
    assert client.get(f"/media/{clip.pk}/comp").status_code == 200


def test_not_even_a_signed_link_gives_them_out(client, team, alice, make_followable):
    licence = licensing.issue(team, alice, make_followable(team), "standard")
    client.force_login(alice)
    assert client.get(downloads.link(licence, "context")).status_code == 404
    assert client.get(downloads.link(licence, "master")).status_code == 200


def test_no_page_of_the_clip_names_them(client, team, alice, make_followable):
    clip = make_followable(team)
    client.force_login(alice)
    page = client.get(clip.get_absolute_url()).content.decode()
    assert clip.renditions.get(kind="context").key not in page
    assert f"/media/{clip.pk}/comp" in page
    assert f"/media/{clip.pk}/context" not in page


def test_a_takedown_puts_them_out_of_reach_with_the_others(team, mo, make_followable):
    clip = make_followable(team)
    before = clip.renditions.get(kind="context").key
    take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
    withholding.tend()
    after = clip.renditions.get(kind="context").key
    assert after.startswith("withheld/")
    assert not default_storage.exists(before)
    assert default_storage.exists(after)


def test_they_go_with_the_takes_other_files(team, media):
    take = begun(ask_for(team)).takes.get()
    key = default_storage.save(key_of(take, "context"), ContentFile(b"frames"))
    assert key == key_of(take, "context")
    remove_files(take)
    assert not default_storage.exists(key)
