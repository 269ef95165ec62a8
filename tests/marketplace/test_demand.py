"""The operators' page of what was wanted and not there."""

import csv
import io

import pytest
from django.core.cache import cache

from catalog.demand import note
from catalog.models import Demand
from generation.models import RenderRequest
from generation.requests.ask import Ask
from generation.requests.submit import submit

pytestmark = [pytest.mark.database, pytest.mark.django_db]
SEARCHED = Demand.Kind.SEARCHED


@pytest.fixture
def operator(make_user):
    cache.clear()
    user = make_user("Olga")
    user.is_staff = True
    user.save()
    return user


def rows(answer):
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_it_is_for_the_staff(client, alice):
    assert client.get("/demand").headers["Location"].startswith("/sign-in")
    client.force_login(alice)
    assert client.get("/demand").status_code == 403


def test_the_most_wanted_come_first(client, operator):
    note(SEARCHED, "goat in a suit", "ada")
    for who in ("ada", "bob"):
        note(SEARCHED, "purple submarine", who)
    client.force_login(operator)
    page = client.get("/demand").content.decode()
    assert page.index("purple submarine") < page.index("goat in a suit")


def test_nothing_unmet_says_so(client, operator):
    client.force_login(operator)
    assert "Everything that was searched was found" in client.get("/demand").content.decode()


def test_what_was_made_since_is_said(client, operator, alice, make_account):
    note(SEARCHED, "green aurora", "ada")
    made = submit(make_account("Ada", users=[alice], credits=10), alice, Ask("Green  aurora"), "k")
    RenderRequest.objects.filter(pk=made.pk).update(state=RenderRequest.State.READY)
    client.force_login(operator)
    assert rows(client.get("/demand?as=csv"))[1][:4] == ["green aurora", "1", "0", "1"]


def test_words_that_a_spreadsheet_would_run_stay_words(client, operator):
    note(SEARCHED, "=hyperlink(evil)", "ada")
    client.force_login(operator)
    answer = client.get("/demand?as=csv&days=7")
    assert rows(answer)[1][0] == "'=hyperlink(evil)"
    assert answer["Content-Disposition"] == 'attachment; filename="unmet-demand-7-days.csv"'


def test_words_are_shown_as_words(client, operator):
    note(SEARCHED, "<script>alert(1)</script>", "ada")
    client.force_login(operator)
    assert "<script>alert" not in client.get("/demand").content.decode()


@pytest.mark.parametrize("days", ["0", "-1", "x", "99999999999999999999"])
def test_an_odd_span_is_thirty_days(client, operator, days):
    client.force_login(operator)
    assert client.get(f"/demand?days={days}").context["span"] == "30"


def test_an_ask_without_a_scene_is_counted(client, alice, make_account):
    cache.clear()
    make_account("Ada", users=[alice], credits=10)
    client.force_login(alice)
    answer = client.post(
        "/make", {"prompt": "a goat in a suit reading the news", "duration": "4", "key": "k"}
    )
    assert answer.status_code == 422
    assert Demand.objects.get().kind == Demand.Kind.ASKED
    assert not RenderRequest.objects.exists()
