"""Licences found again in the library, and taken along as a sheet."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from billing import history, licensing
from billing.withdrawal import withdraw

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def waves(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(prompt="Golden waves at sunset"), "standard")


@pytest.fixture
def city(team, bob, make_clip, monkeypatch):
    monkeypatch.setattr(licensing, "now", lambda: datetime(2024, 3, 1, 12, tzinfo=UTC))
    made = licensing.issue(team, bob, make_clip(prompt="City lights, 100% rain"), "extended")
    monkeypatch.undo()
    return made


@pytest.fixture
def others(charlie, make_clip):
    return licensing.issue(
        charlie.accounts.get(), charlie, make_clip(prompt="Golden waves of others"), "standard"
    )


def seen(client, user, **query):
    client.force_login(user)
    page = client.get(reverse("library"), {"tab": "licensed", **query})
    assert page.status_code == 200
    return {licence.number for licence in page.context["page"]}


def sheet(client, user, **query):
    client.force_login(user)
    answer = client.get(reverse("licences-sheet"), query)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"waves", "city"}),
        ({"q": "WAVES"}, {"waves"}),
        ({"q": "bob"}, {"city"}),
        ({"q": "alice@example"}, {"waves"}),
        ({"q": "100%"}, {"city"}),
        ({"q": "%"}, {"city"}),
        ({"q": "_"}, set()),
        ({"q": "nothing like it"}, set()),
        ({"tier": "extended"}, {"city"}),
        ({"tier": "gold"}, {"waves", "city"}),
        ({"year": "2024"}, {"city"}),
        ({"year": "1999"}, set()),
        ({"year": "²"}, {"waves", "city"}),
        ({"year": "99999999999"}, {"waves", "city"}),
        ({"q": "waves", "tier": "extended"}, set()),
        ({"q": "a\x00b"}, set()),
    ],
)
def test_licences_are_found_by_title_member_tier_and_year(
    client, alice, waves, city, others, query, expected
):
    numbers = {"waves": waves.number, "city": city.number}
    assert seen(client, alice, **query) == {numbers[name] for name in expected}
    assert {row["number"] for row in sheet(client, alice, **query)} == {numbers[name] for name in expected}


def test_a_number_is_found_as_it_is_typed(client, alice, waves, city):
    signs = waves.number.replace("-", "").lower()
    for typed in (waves.number, waves.number.lower(), signs, waves.number[4:8], waves.number[4:13]):
        assert seen(client, alice, q=typed) == {waves.number}


def test_nobody_finds_other_peoples(client, alice, charlie, waves, city, others):
    assert seen(client, charlie) == {others.number}
    assert seen(client, alice, q="golden") == {waves.number}
    assert [row["number"] for row in sheet(client, charlie)] == [others.number]
    client.logout()
    assert client.get(reverse("licences-sheet")).status_code == 302


def test_the_page_says_how_many_and_how_to_see_all_again(client, alice, waves, city):
    client.force_login(alice)
    words = client.get(reverse("library"), {"q": "waves"}).content.decode()
    assert "1 licence found" in words
    assert f"{reverse('licences-sheet')}?q=waves" in words
    assert "No licence fits that" in client.get(reverse("library"), {"q": "zzz"}).content.decode()


def test_the_sheet_tells_everything_that_proves_a_licence(client, alice, waves, mo):
    withdraw(waves, mo, "rights", "It shows a trade mark.")
    [row] = sheet(client, alice)
    assert list(row) == list(history.COLUMNS)
    assert (row["clip title"], row["tier"], row["licensee"]) == (
        "Golden waves at sunset",
        "standard",
        "Alice & Co",
    )
    assert (row["credits"], row["state"], row["issued to"]) == ("1", "withdrawn", "Alice")
    assert row["page"].endswith(waves.get_absolute_url())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_a_title_is_no_formula_in_a_spreadsheet(client, team, alice, make_clip, start):
    licensing.issue(team, alice, make_clip(prompt=f'{start}HYPERLINK("//x")'), "standard")
    [row] = sheet(client, alice)
    assert row["clip title"].startswith("'")


def test_many_licences_stay_a_handful_of_queries(
    client, team, alice, make_clip, django_assert_max_num_queries
):
    for _ in range(6):
        licensing.issue(team, alice, make_clip(), "standard")
    client.force_login(alice)
    with django_assert_max_num_queries(14):
        client.get(reverse("library"))


def test_older_ones_keep_what_was_looked_for(client, team, alice, make_clip, monkeypatch):
    monkeypatch.setattr("billing.views.library.PAGE", 2)
    for _ in range(3):
        licensing.issue(team, alice, make_clip(), "standard")
    client.force_login(alice)
    words = client.get(reverse("library"), {"q": "waves"}).content.decode()
    assert "?tab=licensed&amp;q=waves&amp;page=2" in words
