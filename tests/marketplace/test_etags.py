"""Pages that did not change are not sent again; a page that shows something else always is."""

import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


def again(client, path, tag):
    return client.get(path, headers={"If-None-Match": tag})


@pytest.mark.parametrize("path", ["/", "/?q=golden", "/licences/terms", "/sitemap.xml"])
def test_the_same_page_is_not_sent_twice(client, make_clip, path):
    make_clip()
    tag = client.get(path)["ETag"]
    assert tag.startswith('W/"')
    answer = again(client, path, tag)
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_new_clip_is_a_new_page(client, make_clip):
    tag = client.get("/")["ETag"]
    make_clip(title="Just in")
    answer = again(client, "/", tag)
    assert answer.status_code == 200
    assert "Just in" in answer.content.decode()


def test_somebody_elses_page_is_another(client, alice, bob, make_account):
    make_account("Ada", users=[alice])
    make_account("Bob", users=[bob])
    client.force_login(alice)
    tag = client.get("/library")["ETag"]
    client.force_login(bob)
    assert again(client, "/library", tag).status_code == 200
    assert "private" in client.get("/library")["Cache-Control"]


def test_a_copy_from_before_a_new_sign_in_is_not_kept(alice, make_account):
    """Its forms carry a token that is refused by now."""
    make_account("Ada", users=[alice])
    alice.set_password("a long pass phrase")
    alice.save()
    client = Client(enforce_csrf_checks=True)

    def sign_in():
        page = client.get("/sign-in").content.decode()
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        answer = client.post(
            "/sign-in",
            {"login": alice.email, "password": "a long pass phrase", "csrfmiddlewaretoken": token},
        )
        assert answer.status_code == 302

    sign_in()
    tag = client.get("/collections")["ETag"]
    assert again(client, "/collections", tag).status_code == 304
    client.logout()
    sign_in()
    assert again(client, "/collections", tag).status_code == 200


def test_answers_that_change_and_files_are_left_alone(client, make_clip):
    clip = make_clip()
    assert not client.get("/healthz").has_header("ETag")
    file = client.get(f"/media/{clip.pk}/poster_jpeg")
    assert not file.get("ETag", "").startswith("W/")


def test_a_fragment_is_no_page(client, make_clip):
    assert "HX-Request" in client.get("/?q=golden")["Vary"]
