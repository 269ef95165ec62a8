"""Expiring links to licensed files: who gets bytes, who does not, and what is recorded."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from billing import downloads, licensing
from billing.models import Download
from catalog.models import Clip
from tests.conftest import MASTER

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(prompt="Grüne Wellen, „leise“"), "standard")


@pytest.fixture
def link(licence):
    return downloads.link(licence, "master")


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def old_link(licence, settings, monkeypatch):
    """A link made a minute longer ago than links are good for."""
    past = timezone.now().timestamp() - 60 * settings.DOWNLOAD_LINK_MINUTES - 60
    with monkeypatch.context() as patch:
        patch.setattr(signing.time, "time", lambda: past)
        return downloads.link(licence, "master")


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_good_link_gives_the_master_and_is_recorded(signed_in, link, licence, alice):
    answer = signed_in.get(link)
    assert (answer.status_code, body(answer)) == (200, MASTER)
    assert answer["Content-Type"] == "video/mp4"
    assert int(answer["Content-Length"]) == len(MASTER)
    assert answer["Cache-Control"] == "private, no-store"
    [record] = Download.objects.all()
    assert (record.licence, record.user, record.kind) == (licence, alice, "master")


def test_the_file_is_named_for_title_and_number(signed_in, link, licence):
    assert (
        signed_in.get(link)["Content-Disposition"]
        == f'attachment; filename="grune-wellen-leise-{licence.number}.mp4"'
    )


@pytest.mark.parametrize(
    ("title", "name"), [("日本", "clip"), ('a/b\\c"d\r\n', "abcd"), ("w " * 90, "w-" * 39 + "w-")]
)
def test_any_title_makes_a_plain_file_name(licence, title, name):
    licence.clip_title = title
    assert downloads.filename(licence) == f"{name}-{licence.number}.mp4"


def test_a_clip_withdrawn_later_is_still_downloaded_by_who_licensed_it(signed_in, link, licence):
    Clip.objects.filter(pk=licence.clip_id).update(state=Clip.State.WITHDRAWN)
    assert body(signed_in.get(link)) == MASTER


def test_a_colleague_downloads_too(client, bob, link):
    client.force_login(bob)
    assert body(client.get(link)) == MASTER


@pytest.mark.parametrize("who", ["charlie", "mo"])
def test_a_foreign_link_is_not_found(request, client, link, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(link).status_code == 404
    assert not Download.objects.exists()


def test_a_guest_is_asked_to_sign_in_and_comes_back(client, link):
    answer = client.get(link)
    assert (answer.status_code, unquote(answer.url)) == (302, f"/sign-in?next={link}")
    assert not Download.objects.exists()


def test_an_expired_link_says_so_and_offers_a_fresh_one(signed_in, old_link, licence):
    answer = signed_in.get(old_link)
    assert answer.status_code == 410
    assert licence.get_absolute_url() in answer.content.decode()
    assert not Download.objects.exists()
    fresh = signed_in.get(licence.get_absolute_url()).context["download_url"]
    assert body(signed_in.get(fresh)) == MASTER


def test_an_expired_link_of_a_foreign_licence_gives_nothing_away(client, charlie, old_link, licence):
    client.force_login(charlie)
    page = client.get(old_link).content.decode()
    assert licence.licensee not in page
    assert licence.clip_title not in page


@pytest.mark.parametrize("where", [0, 10, -1])
def test_an_altered_link_is_none_of_ours(signed_in, link, where):
    token = list(link.rsplit("/", 1)[1])
    token[where] = "A" if token[where] != "A" else "B"
    answer = signed_in.get(reverse("download", args=["".join(token)]))
    assert answer.status_code == 404
    assert "This link is not one of ours" in answer.content.decode()
    assert not Download.objects.exists()


@pytest.mark.parametrize("token", ["x", ":::", "a:b:c", "%00", "ü"])
def test_rubbish_is_none_of_ours(signed_in, token):
    assert signed_in.get(reverse("download", args=[token])).status_code == 404


def test_a_token_signed_for_something_else_does_not_work(signed_in, licence):
    token = signing.dumps([licence.number, "master"], salt="another purpose")
    assert signed_in.get(reverse("download", args=[token])).status_code == 404


def test_a_form_that_the_clip_does_not_have_is_not_found(signed_in, licence):
    assert signed_in.get(downloads.link(licence, "gif")).status_code == 404


def test_a_master_deleted_from_disk_is_told_and_not_recorded(signed_in, link, licence, media):
    (media / licence.clip.renditions.get(kind="master").key).unlink()
    for method in (signed_in.get, signed_in.head):
        answer = method(link)
        assert (answer.status_code, answer["Retry-After"]) == (503, "3600")
    assert "Your licence stays valid" in signed_in.get(link).content.decode()
    assert not Download.objects.exists()


def test_a_head_request_tells_the_size_and_records_nothing(signed_in, link):
    answer = signed_in.head(link)
    assert (answer.status_code, int(answer["Content-Length"])) == (200, len(MASTER))
    assert body(answer) == b""
    assert not Download.objects.exists()


@pytest.mark.parametrize(
    ("header", "bounds", "recorded"),
    [
        ("bytes=0-99", (0, 99), 1),
        ("bytes=0-", (0, 1023), 1),
        ("bytes=100-199", (100, 199), 0),
        ("bytes=1000-", (1000, 1023), 0),
        ("bytes=-24", (1000, 1023), 0),
    ],
)
def test_a_download_goes_on_where_it_broke_off_and_counts_once(signed_in, link, header, bounds, recorded):
    first, last = bounds
    answer = signed_in.get(link, headers={"Range": header})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/1024"
    assert body(answer) == MASTER[first : last + 1]
    assert Download.objects.count() == recorded


def test_a_range_beyond_the_file_is_refused_and_not_recorded(signed_in, link):
    answer = signed_in.get(link, headers={"Range": "bytes=1024-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1024")
    assert not Download.objects.exists()


def test_a_changed_file_is_sent_whole_instead_of_a_part(signed_in, link):
    answer = signed_in.get(link, headers={"Range": "bytes=5-9", "If-Range": '"another"'})
    assert (answer.status_code, body(answer)) == (200, MASTER)
    tag = answer["ETag"]
    assert signed_in.get(link, headers={"Range": "bytes=5-9", "If-Range": tag}).status_code == 206


def test_posting_to_a_link_is_refused(signed_in, link):
    assert signed_in.post(link).status_code == 405


def test_links_live_as_long_as_the_operator_says(licence, settings):
    token = downloads.link(licence, "master").rsplit("/", 1)[1]
    assert downloads.read(token) == downloads.Allowed(licence.number, "master")
    settings.DOWNLOAD_LINK_MINUTES = -1
    with pytest.raises(downloads.LinkExpired) as error:
        downloads.read(token)
    assert error.value.number == licence.number


def test_past_downloads_are_listed_for_the_account(signed_in, link, licence):
    body(signed_in.get(link))
    assert Download.objects.get().at > timezone.now() - timedelta(minutes=1)
    assert licence.number in signed_in.get(reverse("library"), {"tab": "downloads"}).content.decode()
