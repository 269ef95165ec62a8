"""The files behind the pages: to whoever may see the clip, and the master to nobody."""

import pytest
from django.core.files.storage import default_storage

from catalog.models import Clip, Rendition

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def url(clip, kind="comp"):
    return f"/media/{clip.pk}/{kind}"


def test_anybody_sees_a_public_clip_and_asks_again_within_a_minute(client, make_clip):
    clip = make_clip()
    response = client.get(url(clip))
    stored = clip.renditions.get(kind="comp")
    assert response.status_code == 200
    assert body(response) == default_storage.open(stored.key).read()
    assert response["Content-Type"] == "video/mp4"
    assert response["Cache-Control"] == "public, max-age=50, must-revalidate"
    assert stored.sha256[:16] in response["ETag"]


def test_a_known_file_is_not_sent_again(client, make_clip):
    clip = make_clip()
    etag = client.get(url(clip))["ETag"]
    again = client.get(url(clip), headers={"If-None-Match": etag})
    assert (again.status_code, body(again)) == (304, b"")


def test_asking_again_for_a_public_file_costs_one_query(client, make_clip, django_assert_num_queries):
    clip = make_clip()
    etag = client.get(url(clip))["ETag"]
    with django_assert_num_queries(1):
        assert client.get(url(clip), headers={"If-None-Match": etag}).status_code == 304


def test_a_player_gets_the_range_it_asks_for(client, make_clip):
    clip = make_clip()
    whole = body(client.get(url(clip)))
    part = client.get(url(clip), headers={"Range": "bytes=10-19"})
    assert (part.status_code, body(part)) == (206, whole[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"


@pytest.mark.parametrize("kind", ["master", "nothing", "MASTER", "comp.mp4"])
def test_the_master_and_what_is_no_rendition_are_not_there(client, make_clip, mo, kind):
    clip = make_clip()
    client.force_login(mo)
    assert client.get(url(clip, kind)).status_code == 404


def test_a_rendition_that_the_clip_lacks_is_not_there(client, make_clip):
    assert client.get(url(make_clip(), "sprite")).status_code == 404


@pytest.mark.parametrize(
    ("state", "private", "allowed"),
    [
        (Clip.State.PUBLISHED, False, {"guest", "alice", "bob", "charlie", "mo"}),
        (Clip.State.PUBLISHED, True, {"alice", "bob", "mo"}),
        (Clip.State.REVIEWING, False, {"alice", "bob", "mo"}),
        (Clip.State.REJECTED, False, {"mo"}),
        (Clip.State.WITHDRAWN, False, {"mo"}),
    ],
)
def test_who_sees_what(client, make_clip, team, alice, bob, charlie, mo, state, private, allowed):
    clip = make_clip(team, state=state, private=private)
    seen = set()
    for name, user in {"guest": None, "alice": alice, "bob": bob, "charlie": charlie, "mo": mo}.items():
        client.logout()
        if user:
            client.force_login(user)
        response = client.get(url(clip))
        assert response.status_code in (200, 404)
        if response.status_code == 200:
            seen.add(name)
            is_public = (state, private) == (Clip.State.PUBLISHED, False)
            assert response["Cache-Control"].startswith("public" if is_public else "private")
    assert seen == allowed


def test_a_file_that_the_storage_lost_is_not_there(client, make_clip):
    clip = make_clip()
    default_storage.delete(clip.renditions.get(kind="comp").key)
    assert client.get(url(clip)).status_code == 404
    assert Rendition.objects.filter(clip=clip, kind="comp").exists()


def test_only_reading(client, make_clip):
    clip = make_clip()
    assert client.post(url(clip)).status_code == 405
    head = client.head(url(clip))
    assert (head.status_code, body(head)) == (200, b"")
