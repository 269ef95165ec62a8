"""Blur and grey: kept for a person, in the first paint, and nobody else's."""

import pytest

from catalog import desk
from catalog.models import DeskPreference

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def page(client, mo):
    client.force_login(mo)
    return client


def classes(page):
    found = page.get("/desk").content.decode().split('id="desk"')[0].rsplit('class="', 1)[1]
    return set(found.split('"')[0].split())


def test_pictures_are_as_they_are_until_somebody_switches(page):
    assert classes(page) == {"desk"}
    assert not DeskPreference.objects.exists()


@pytest.mark.parametrize(("name", "css"), [("blur", "blurred"), ("grey", "grey")])
def test_a_switch_is_kept_and_in_the_page_from_the_start(page, name, css):
    assert page.post("/desk/switch", {"name": name, "on": "1"})["Location"] == "/desk"
    assert classes(page) == {"desk", css}
    page.post("/desk/switch", {"name": name, "on": "0"})
    assert classes(page) == {"desk"}


def test_both(page):
    for name in ("blur", "grey"):
        page.post("/desk/switch", {"name": name, "on": "1"})
    assert classes(page) == {"desk", "blurred", "grey"}
    assert DeskPreference.objects.count() == 1


def test_it_is_ones_own(page, ada, client):
    page.post("/desk/switch", {"name": "blur", "on": "1"})
    client.force_login(ada)
    assert classes(client) == {"desk"}


def test_the_script_gets_no_page_back(page):
    answer = page.post("/desk/switch", {"name": "blur", "on": "1"}, headers={"X-Desk": "part"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_an_unknown_switch_is_refused(page):
    assert page.post("/desk/switch", {"name": "is_staff", "on": "1"}).status_code == 400
    with pytest.raises(ValueError, match="no such switch"):
        desk.switch(None, "is_staff", True)
    assert not DeskPreference.objects.exists()


def test_the_way_back_stays_on_the_site(page):
    assert page.post("/desk/switch", {"name": "blur", "on": "1", "back": "/desk/7"})["Location"] == "/desk/7"
    out = page.post("/desk/switch", {"name": "blur", "on": "1", "back": "https://evil.example/"})
    assert out["Location"] == "/desk"


def test_others_are_refused(client, alice):
    client.force_login(alice)
    assert client.post("/desk/switch", {"name": "blur", "on": "1"}).status_code == 403
    assert not DeskPreference.objects.exists()
