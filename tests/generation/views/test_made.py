"""How a model made a clip, and what can follow from it: who is shown what."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from billing import licensing
from catalog.models import Rendition
from generation.models import Take
from tests.generation.asking import ask_for
from tests.generation.pretending import PICTURE, model
from tests.kept import keep_frames

pytestmark = pytest.mark.django_db

MADE = {
    "model": "wan-2.2-ti2v-5b",
    "preset": "quality",
    "steps": 50,
    "guidance": 5.0,
    "native": {"width": 640, "height": 352, "rate": 24},
    "device": "NVIDIA L4",
    "wording": {
        "prompt": "A secret plan Seen from a drone.",
        "negative": "",
        "added": ["Seen from a drone."],
        "cut": "",
    },
}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def models(offer, settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    offer(model("big", PICTURE))


@pytest.fixture
def clip(team, make_clip):
    """A private prompt, a public clip, made by a model."""
    job = ask_for(team, engine="big", resolution="720p").job
    made = make_clip(
        team, engine="big", source_type="trainedAlgorithmicMedia", family="wan", prompt="A secret plan", title="A plan",
        prompt_public=False,
    )  # fmt: skip
    Take.objects.filter(job=job).update(clip=made, made_with=MADE)
    return keep_frames(made)


def sign_in(client, request, name):
    if name != "guest":
        client.force_login(request.getfixturevalue(name))


@pytest.mark.parametrize(
    ("name", "shown"), [("alice", True), ("bob", True), ("mo", True), ("charlie", False), ("guest", False)]
)
def test_its_own_people_and_moderators_are_told_how_it_was_made(client, request, clip, name, shown):
    sign_in(client, request, name)
    page = client.get(clip.get_absolute_url()).content.decode()
    assert (f"/clips/{clip.pk}/made" in page) is shown
    answer = client.get(f"/clips/{clip.pk}/made")
    assert answer.status_code == (200 if shown else 302 if name == "guest" else 404)
    told = answer.content.decode()
    assert ("NVIDIA L4" in told) is shown
    assert ("A secret plan <ins>Seen from a drone.</ins>" in told) is shown


def test_a_licence_does_not_open_the_prompt(client, clip, charlie):
    licensing.issue(charlie.accounts.get(), charlie, clip, "standard")
    client.force_login(charlie)
    assert client.get(f"/clips/{clip.pk}/made").status_code == 404


def test_everybody_reads_the_models_title_and_that_it_is_generated(client, clip):
    page = client.get(clip.get_absolute_url()).content.decode()
    assert "Wan 2.2 5B · AI-generated" in page
    assert "secret" not in page


def test_within_the_clips_page_it_is_folded(client, alice, clip):
    client.force_login(alice)
    part = client.get(f"/clips/{clip.pk}/made", **HTMX).content.decode()
    assert part.startswith("<details")
    assert "640 × 352, 24 frames a second; then enlarged 2 times to 1280 × 720" in part


def test_a_clip_without_such_a_record_says_so(client, alice, team, make_clip):
    clip = make_clip(team, source_type="trainedAlgorithmicMedia")
    client.force_login(alice)
    assert "Nothing more was kept" in client.get(f"/clips/{clip.pk}/made").content.decode()


@pytest.mark.parametrize(
    ("name", "follows"), [("alice", True), ("bob", True), ("mo", False), ("charlie", False), ("guest", False)]
)
def test_what_can_follow_is_offered_to_whom_it_can(client, request, clip, name, follows):
    sign_in(client, request, name)
    part = client.get(f"/clips/{clip.pk}/follow", **HTMX).content.decode()
    assert (f"/make?source={clip.pk}&amp;follows=extend" in part) is follows
    assert (f"/make?source={clip.pk}&amp;follows=variation" in part) is follows
    assert "Make a variation" in part
    assert ("secret" in part) is (name in ("alice", "bob") and not follows)


def test_a_licensee_may_follow_too(client, clip, charlie):
    licensing.issue(charlie.accounts.get(), charlie, clip, "standard")
    client.force_login(charlie)
    assert "Extend it" in client.get(f"/clips/{clip.pk}/follow", **HTMX).content.decode()


def test_a_strangers_private_clip_has_no_such_parts(client, clip, charlie):
    clip.private = True
    clip.save()
    client.force_login(charlie)
    for part in ("follow", "made"):
        assert client.get(f"/clips/{clip.pk}/{part}", **HTMX).status_code == 404


def test_opened_by_itself_the_part_leads_to_the_clip(client, clip):
    assert client.get(f"/clips/{clip.pk}/follow")["Location"] == clip.get_absolute_url()


def test_the_page_asks_for_what_can_follow_only_where_frames_are_kept(client, alice, team, make_clip, clip):
    client.force_login(alice)
    assert f"/clips/{clip.pk}/follow" in client.get(clip.get_absolute_url()).content.decode()
    plain = make_clip(team)
    page = client.get(plain.get_absolute_url()).content.decode()
    assert f"/clips/{plain.pk}/follow" not in page
    assert "Make a variation" in page


@pytest.mark.parametrize(("follows", "words"), [("extend", "Continues"), ("variation", "A variation of")])
def test_a_clip_says_what_it_follows_and_links_where_that_may_be_seen(
    client, alice, charlie, team, clip, make_clip, follows, words
):
    clip.private = True
    clip.save()
    derived = make_clip(team, derived_from=clip, follows=follows)
    client.force_login(alice)
    page = client.get(derived.get_absolute_url()).content.decode()
    assert f'{words} <a href="{clip.get_absolute_url()}">clip {clip.pk}, A plan</a>' in page
    client.force_login(charlie)
    page = client.get(derived.get_absolute_url()).content.decode()
    assert f"{words} clip {clip.pk}</dd>" in page
    assert "A plan" not in page


@pytest.mark.parametrize("name", ["alice", "mo", "charlie", "guest"])
def test_the_kept_frames_are_served_to_nobody(client, request, clip, name):
    key = default_storage.save("context.mkv", ContentFile(b"frames"))
    Rendition.objects.filter(clip=clip, kind="context").update(key=key, size=6)
    sign_in(client, request, name)
    assert client.get(f"/media/{clip.pk}/context").status_code == 404
