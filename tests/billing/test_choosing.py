"""Choosing a licence on the page: for owner, colleague, stranger, moderator and guest."""

import pytest
from django.urls import reverse

from billing import ledger, licensing, offers
from billing.models import Hold, Licence
from catalog.models import Clip

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def clip(make_clip):
    return make_clip()


def address(clip):
    return reverse("license", args=[clip.pk])


def test_a_guest_is_asked_to_sign_in_and_comes_back(client, clip):
    for answer in (client.get(address(clip)), client.post(address(clip), {"tier": "standard"})):
        assert answer.status_code == 302
        assert answer.url == f"/sign-in?next={address(clip)}"
    assert not Licence.objects.exists()


def test_the_tiers_are_shown_with_their_prices(client, clip, team, alice):
    client.force_login(alice)
    page = client.get(address(clip)).content.decode()
    for said in ("Standard licence", "Extended licence", "1 credit", "4 credits", "You have 20 credits"):
        assert said in page


def test_who_had_it_made_sees_that_it_is_included(client, team, alice, clip):
    offers.include(team, [clip])
    client.force_login(alice)
    assert "already paid for" in client.get(address(clip)).content.decode()


def test_the_button_issues_the_licence_and_leads_to_its_page(client, clip, team, alice):
    client.force_login(alice)
    answer = client.post(address(clip), {"tier": "standard"})
    licence = Licence.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/licences/{licence.number}")
    assert (licence.account, licence.user) == (team, alice)
    assert ledger.balance(team).available == 19


def test_a_double_click_is_one_licence_and_one_charge(client, clip, team, alice):
    client.force_login(alice)
    first, second = (client.post(address(clip), {"tier": "standard"}) for _ in range(2))
    assert first.url == second.url
    assert Licence.objects.count() == Hold.objects.count() == 1
    assert ledger.balance(team).available == 19


def test_a_colleague_finds_the_teams_licence_instead_of_a_button(client, clip, team, alice, bob):
    licensing.issue(team, alice, clip, "standard")
    client.force_login(bob)
    assert "Licensed · download" in client.get(address(clip)).content.decode()


def test_an_unknown_tier_is_told_and_nothing_charged(client, clip, team, alice):
    client.force_login(alice)
    for data in ({"tier": "gold"}, {}):
        answer = client.post(address(clip), data)
        assert answer.status_code == 422
        assert "choose one of: standard, extended" in answer.content.decode()
    assert ledger.balance(team).available == 20


def test_too_few_credits_are_told_in_numbers(client, clip, alice, make_account):
    account = make_account("Poor", credits=3, users=[alice])
    client.force_login(alice)
    answer = client.post(address(clip), {"tier": "extended"})
    assert answer.status_code == 422
    assert "This licence costs 4 credits and you have 3. Nothing was charged." in answer.content.decode()
    assert (ledger.balance(account).available, Licence.objects.count()) == (3, 0)


@pytest.mark.parametrize("state", [Clip.State.REVIEWING, Clip.State.REJECTED, Clip.State.WITHDRAWN])
def test_a_clip_that_is_not_published_has_no_licence_page_even_for_its_own(
    client, team, alice, make_clip, state
):
    client.force_login(alice)
    clip = make_clip(team, state=state)
    assert client.get(address(clip)).status_code == 404
    assert client.post(address(clip), {"tier": "standard"}).status_code == 404
    assert not Licence.objects.exists()


def test_a_private_clip_does_not_exist_for_a_stranger_or_a_moderator(
    client, team, alice, charlie, mo, make_clip
):
    clip = make_clip(team, private=True)
    for user, status in ((charlie, 404), (mo, 404), (alice, 200)):
        client.force_login(user)
        assert client.get(address(clip)).status_code == status
    client.force_login(charlie)
    assert client.post(address(clip), {"tier": "standard"}).status_code == 404
    assert not Licence.objects.exists()


def test_somebody_without_an_account_cannot_buy(client, clip, make_user):
    client.force_login(make_user("Nobody"))
    assert client.post(address(clip), {"tier": "standard"}).status_code == 404
    assert not Licence.objects.exists()


def test_a_guest_sees_the_tiers_on_the_clips_page(client, clip):
    page = client.get(reverse("license-cards", args=[clip.pk]))
    assert page.status_code == 200
    assert "You will be asked to sign in" in page.content.decode()


def test_other_methods_are_refused(client, clip, alice):
    client.force_login(alice)
    assert client.delete(address(clip)).status_code == 405
