"""Licence pages: what strangers see, what the holder may switch, receipts, and what a plan allows."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from billing import ledger, licensing
from billing.models import HolderShown, Licence
from billing.views.guessing import MISSES_A_MINUTE
from catalog.publishing import withdraw

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(), "standard")


def words(client, licence, user=None):
    client.logout()
    if user:
        client.force_login(user)
    return client.get(licence.get_absolute_url()).content.decode()


def test_strangers_learn_the_holder_only_where_the_holder_agreed(client, licence, alice, bob, charlie):
    switch = reverse("licence-holder", args=[licence.number])
    assert "Alice &amp; Co" not in words(client, licence)
    assert "Alice &amp; Co" in words(client, licence, bob)
    for _ in range(2):
        assert client.post(switch, {"shown": "on"}).status_code == 302
    assert HolderShown.objects.count() == 1
    assert "Alice &amp; Co" in words(client, licence)
    assert "Alice &amp; Co" in words(client, licence, charlie)
    client.force_login(alice)
    for _ in range(2):
        client.post(switch)
    assert "Alice &amp; Co" not in words(client, licence)


def test_who_ordered_and_what_it_cost_is_never_public(client, licence, team, alice):
    HolderShown.objects.create(licence=licence, user=alice, at=licence.issued_at)
    page = words(client, licence)
    assert "to <bdi>Alice</bdi>" not in page
    assert "1 credit" not in page
    assert "Receipt" not in page


def test_a_stranger_can_not_switch(client, licence, charlie, mo):
    switch = reverse("licence-holder", args=[licence.number])
    for user, status in ((charlie, 404), (mo, 404), (None, 302)):
        client.logout()
        if user:
            client.force_login(user)
        assert client.post(switch, {"shown": "on"}).status_code == status
    assert client.get(switch).status_code == 405
    assert not HolderShown.objects.exists()


def test_an_unknown_number_and_a_mistyped_one_are_told_in_words(client, db):
    unknown = client.get("/licences/ODR-2222-2222-2222")
    assert unknown.status_code == 404
    assert "We never issued a licence with the number ODR-2222-2222-2222" in unknown.content.decode()
    mistyped = client.get("/licences/ODR-2222-2222-2223")
    assert mistyped.status_code == 404
    for answer in (unknown, mistyped):
        assert "This licence is unknown" in answer.content.decode()
    assert "one of its signs is wrong" in mistyped.content.decode()


@pytest.fixture
def counting_anew():
    cache.clear()
    yield
    cache.clear()


def test_who_tries_numbers_is_slowed_down_and_the_holder_is_not(counting_anew, client, licence, alice):
    tries = [client.get("/licences/ODR-2222-2222-2222").status_code for _ in range(MISSES_A_MINUTE + 2)]
    assert tries == [404] * MISSES_A_MINUTE + [429] * 2
    assert client.get(licence.get_absolute_url()).status_code == 429
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    assert client.get(licence.get_absolute_url(), **elsewhere).status_code == 200
    client.force_login(alice)
    assert client.get(licence.get_absolute_url()).status_code == 200


def test_who_has_a_number_may_ask_as_often_as_wanted(counting_anew, client, licence):
    answers = {client.get(licence.get_absolute_url()).status_code for _ in range(MISSES_A_MINUTE + 5)}
    assert answers == {200}


def test_behind_a_proxy_the_address_that_it_saw_counts(counting_anew, client, licence, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for n in range(MISSES_A_MINUTE):
        client.get("/licences/rubbish", headers={"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.9"})
    seen = {"203.0.113.9": 429, "203.0.113.10": 200}
    for address, status in seen.items():
        answer = client.get(licence.get_absolute_url(), headers={"X-Forwarded-For": address})
        assert answer.status_code == status


def test_who_has_too_few_credits_is_led_to_more(client, make_account, alice, make_clip):
    make_account("Poor", credits=3, users=[alice])
    client.force_login(alice)
    page = client.post(reverse("license", args=[make_clip().pk]), {"tier": "extended"}).content.decode()
    assert reverse("plans") in page.split("License this clip")[0]


def test_the_complete_terms_stand_on_the_page_as_they_were(client, licence):
    page = words(client, licence)
    assert "The complete terms, as they were" in page
    assert "8.1" in page


def test_pictures_are_for_its_own_people_and_never_the_master(client, licence, alice, bob, charlie, mo):
    withdraw(licence.clip)
    poster = reverse("licence-picture", args=[licence.number, "poster_jpeg"])
    for user, status in ((alice, 200), (bob, 200), (charlie, 404), (mo, 404)):
        client.force_login(user)
        assert client.get(poster).status_code == status
    client.force_login(alice)
    for kind in ("master", "nonsense"):
        assert client.get(reverse("licence-picture", args=[licence.number, kind])).status_code == 404


@pytest.mark.parametrize("name", ["licence-receipt", "licence-receipt-pdf"])
def test_a_receipt_is_for_its_own_people(client, licence, alice, charlie, name):
    address = reverse(name, args=[licence.number])
    assert client.get(address).status_code == 302
    client.force_login(charlie)
    assert client.get(address).status_code == 404
    client.force_login(alice)
    answer = client.get(address)
    assert answer.status_code == 200
    if name == "licence-receipt":
        assert "1 credit" in answer.content.decode()
    else:
        assert answer.content.startswith(b"%PDF-")


@pytest.fixture
def free(settings):
    settings.DEFAULT_PLAN = "free"


def test_a_tier_that_the_plan_has_not_is_explained_and_not_sold(client, free, team, alice, make_clip):
    clip = make_clip()
    with pytest.raises(licensing.TierRefused, match="The Free plan has no extended licences"):
        licensing.issue(team, alice, clip, "extended")
    client.force_login(alice)
    page = client.get(reverse("license", args=[clip.pk])).content.decode()
    assert "The Free plan has no extended licences. Starter does: see Plans." in page
    answer = client.post(reverse("license", args=[clip.pk]), {"tier": "extended"})
    assert answer.status_code == 422
    assert "Nothing was charged." in answer.content.decode()
    assert (ledger.balance(team).available, Licence.objects.count()) == (20, 0)


def test_a_size_that_the_plan_has_not_is_said_before_and_after(client, free, team, alice, make_clip):
    clip = make_clip(width=3840, height=2160)
    clip.renditions.filter(kind="master").update(width=3840, height=2160)
    client.force_login(alice)
    before = client.get(reverse("license-cards", args=[clip.pk])).content.decode()
    assert "has downloads up to 720p, and this is 2160p" in before
    assert "You would get this clip smaller." in before
    page = client.post(reverse("license", args=[clip.pk]), {"tier": "standard"}, follow=True).content.decode()
    assert "Take a smaller size below." in page
    assert "Download MP4" not in page


def test_a_size_that_the_plan_has_is_not_mentioned(client, team, alice, make_clip):
    client.force_login(alice)
    clip = make_clip(width=3840, height=2160)
    assert "smaller" not in client.get(reverse("license-cards", args=[clip.pk])).content.decode()


def test_a_licence_outlives_the_plan_that_it_was_bought_under(client, settings, team, alice, make_clip):
    licence = licensing.issue(team, alice, make_clip(), "extended")
    settings.DEFAULT_PLAN = "free"
    assert licensing.issue(team, alice, licence.clip, "extended") == licence
    client.force_login(alice)
    page = client.get(licence.get_absolute_url())
    assert client.get(page.context["download_url"]).status_code == 200


def test_a_member_at_the_monthly_limit_is_told_so(client, team, bob, make_clip):
    bob.memberships.update(monthly_cap=2)
    client.force_login(bob)
    answer = client.post(reverse("license", args=[make_clip().pk]), {"tier": "extended"})
    assert answer.status_code == 422
    assert "your monthly limit leaves 2" in answer.content.decode()
    assert ledger.balance(team).available == 20


def test_a_person_and_a_team_each_have_their_own(team, alice, make_account, make_clip):
    clip = make_clip()
    person = make_account("Alice herself", credits=10, users=[alice])
    of_team, of_person = (licensing.issue(one, alice, clip, "standard") for one in (team, person))
    assert of_team != of_person
    assert (of_team.licensee, of_person.licensee) == ("Alice & Co", "Alice herself")


def test_who_acts_for_several_accounts_is_told_which_will_hold_it(
    client, team, alice, bob, make_account, make_clip
):
    make_account("Bob himself", credits=10, users=[bob])
    cards = reverse("license-cards", args=[make_clip().pk])
    for user, told in ((alice, False), (bob, True)):
        client.force_login(user)
        assert (
            "The licence will be held by <b><bdi>Alice &amp; Co" in client.get(cards).content.decode()
        ) is told


def test_two_colleagues_one_after_the_other_have_one_licence(client, team, alice, bob, make_clip):
    clip = make_clip()
    addresses = set()
    for user in (alice, bob):
        client.force_login(user)
        addresses.add(client.post(reverse("license", args=[clip.pk]), {"tier": "standard"}).url)
    assert len(addresses) == 1
    assert ledger.balance(team).available == 19
    assert Licence.objects.get().user == alice
