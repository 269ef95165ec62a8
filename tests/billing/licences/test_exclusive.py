"""The exclusive licence: for a clip that nobody else holds, and one buyer of two."""

from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from billing import ledger, licensing, offers
from billing.audit import audit
from billing.models import Hold, Licence
from catalog.access import licensable_clips, visible_clips
from catalog.models import Account, Clip, IndexChange
from catalog.publishing import withdraw
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def rich(make_account, alice):
    return make_account("Rich", credits=100, users=[alice])


@pytest.fixture
def other(make_account, charlie):
    return charlie.accounts.get()


def credits(account):
    return ledger.balance(account).available


def test_it_takes_the_clip_out_of_the_catalogue_for_everybody_else(rich, alice, charlie, make_clip):
    clip = make_clip()
    licence = licensing.issue(rich, alice, clip, "exclusive")
    clip.refresh_from_db()
    assert (licence.credits, credits(rich), clip.state) == (40, 60, Clip.State.WITHDRAWN)
    assert clip not in visible_clips(charlie)
    assert clip not in licensable_clips(charlie)


def test_the_index_hears_of_it_in_the_same_transaction(rich, alice, make_clip):
    clip = make_clip()
    try:
        with transaction.atomic():
            licensing.issue(rich, alice, clip, "exclusive")
            raise RuntimeError("the commit did not happen")
    except RuntimeError:
        pass
    clip.refresh_from_db()
    assert (clip.state, IndexChange.objects.count(), Licence.objects.count()) == ("published", 0, 0)
    licensing.issue(rich, alice, clip, "exclusive")
    assert list(IndexChange.objects.values_list("clip_id", flat=True)) == [clip.pk]


def test_the_holder_keeps_pictures_and_file(client, rich, alice, make_clip):
    licence = licensing.issue(rich, alice, make_clip(), "exclusive")
    client.force_login(alice)
    page = client.get(licence.get_absolute_url())
    assert client.get(page.context["download_url"]).status_code == 200
    assert client.get(reverse("licence-picture", args=[licence.number, "poster_jpeg"])).status_code == 200
    assert licence.number in client.get(reverse("library")).content.decode()


def test_the_holder_who_drops_the_file_is_told_of_the_licence_and_a_stranger_of_neither(
    client, rich, alice, charlie, make_clip
):
    licence = licensing.issue(rich, alice, make_clip(), "exclusive")
    picture = default_storage.open(licence.clip.renditions.get(kind="poster_jpeg").key).read()
    for user, told in ((alice, True), (charlie, False)):
        client.force_login(user)
        words = client.post("/verify", {"file": SimpleUploadedFile("a.jpg", picture)}).content.decode()
        assert "Yes, this was made here" in words
        assert (licence.number in words, licence.clip_title in words) == (told, told)


def test_a_clip_that_others_hold_is_refused_and_nothing_charged(rich, alice, other, charlie, make_clip):
    clip = make_clip()
    licensing.issue(other, charlie, clip, "standard")
    with pytest.raises(licensing.TierRefused, match="Others already hold licences of this clip"):
        licensing.issue(rich, alice, clip, "exclusive")
    clip.refresh_from_db()
    assert (credits(rich), clip.state, rich.holds.count()) == (100, "published", 0)


def test_who_had_it_made_is_owed_a_licence_and_counts_as_a_holder(rich, alice, other, make_clip):
    clip = make_clip()
    offers.include(other, [clip])
    with pytest.raises(licensing.TierRefused, match="Others already hold"):
        licensing.issue(rich, alice, clip, "exclusive")


def test_the_house_is_the_seller_and_no_other_holder(rich, alice, make_account, make_clip):
    house = make_account("Oddreel", kind=Account.Kind.HOUSE)
    clip = make_clip(house)
    offers.include(house, [clip])
    licensing.issue(house, None, clip, "standard")
    assert licensing.issue(rich, alice, clip, "exclusive").account == rich


def test_a_twin_of_the_same_pictures_leaves_with_it_and_no_other(rich, alice, make_clip):
    clip, twin = make_clip(), make_clip(prompt="golden  WAVES at sunset", width=640, height=360)
    others = [make_clip(seed=8), make_clip(prompt="Blue particle waves"), make_clip(engine="diffusion")]
    licensing.issue(rich, alice, clip, "exclusive")
    twin.refresh_from_db()
    assert twin.state == Clip.State.WITHDRAWN
    assert set(IndexChange.objects.values_list("clip_id", flat=True)) == {clip.pk, twin.pk}
    assert {Clip.objects.get(pk=one.pk).state for one in others} == {Clip.State.PUBLISHED}


def test_who_holds_a_twin_holds_the_clip(rich, alice, other, charlie, make_clip):
    clip, twin = make_clip(), make_clip()
    licensing.issue(other, charlie, twin, "standard")
    with pytest.raises(licensing.TierRefused, match="Others already hold"):
        licensing.issue(rich, alice, clip, "exclusive")
    assert credits(rich) == 100


@pytest.mark.django_db(transaction=True)
def test_twins_bought_at_once_go_to_one_buyer(make_account, make_clip):
    one, two = make_account("One", credits=50), make_account("Two", credits=50)
    clips = [make_clip(), make_clip()]
    results = at_once(
        [
            partial(licensing.issue, who, None, clip, "exclusive")
            for who, clip in zip((one, two), clips, strict=True)
        ]
    )
    assert sum(isinstance(result, Licence) for result in results) == 1
    assert sorted((credits(one), credits(two))) == [10, 50]
    assert audit() == []


def test_ones_own_earlier_licence_and_a_withdrawn_one_are_no_hindrance(
    rich, alice, other, charlie, mo, make_clip
):
    from billing.withdrawal import withdraw as end

    clip = make_clip()
    licensing.issue(rich, alice, clip, "standard")
    end(licensing.issue(other, charlie, clip, "standard"), mo, "mistake", "Issued by mistake.")
    assert licensing.issue(rich, alice, clip, "exclusive").in_force


def test_a_clip_out_of_the_catalogue_is_not_sold_exclusively(rich, alice, make_clip):
    clip = make_clip()
    withdraw(clip)
    with pytest.raises(licensing.NotForSale):
        licensing.issue(rich, alice, clip, "exclusive")
    assert credits(rich) == 100


def test_a_second_click_is_the_same_licence(client, rich, alice, make_clip):
    clip = make_clip()
    client.force_login(alice)
    answers = [client.post(reverse("license", args=[clip.pk]), {"tier": "exclusive"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert credits(rich) == 60


def test_somebody_who_comes_after_is_told_and_not_charged(client, rich, alice, other, charlie, make_clip):
    clip = make_clip()
    licensing.issue(rich, alice, clip, "exclusive")
    client.force_login(charlie)
    answer = client.post(reverse("license", args=[clip.pk]), {"tier": "standard"})
    assert answer.status_code == 404
    assert "Nothing was charged." in answer.content.decode()
    assert (credits(other), Licence.objects.count()) == (20, 1)


def test_the_card_says_why_it_is_not_offered(client, rich, alice, other, charlie, make_clip):
    clip = make_clip()
    licensing.issue(other, charlie, clip, "standard")
    client.force_login(alice)
    words = client.get(reverse("license-cards", args=[clip.pk])).content.decode()
    assert "Others already hold licences of this clip, so it can&#x27;t be exclusive." in words
    assert words.count("<button") == 2


def test_the_database_holds_one_exclusive_licence_of_a_clip(rich, other, alice, make_clip):
    licence = licensing.issue(rich, alice, make_clip(), "exclusive")
    facts = {f.attname: getattr(licence, f.attname) for f in Licence._meta.concrete_fields if f.name != "id"}
    facts |= {"number": "ODR-2222-2222-2222", "account_id": other.pk, "credits": 0, "hold_id": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        Licence.objects.create(**facts | {"issued_at": timezone.now()})


@pytest.mark.django_db(transaction=True)
def test_of_many_buyers_at_once_one_gets_it_and_nobody_else_pays(make_account, make_clip):
    clip = make_clip()
    buyers = [make_account(f"Buyer {n}", credits=50) for n in range(5)]
    results = at_once([partial(licensing.issue, buyer, None, clip, "exclusive") for buyer in buyers])
    won = [one for one in results if isinstance(one, Licence)]
    assert len(won) == 1
    assert all(isinstance(one, (Licence, licensing.NotForSale)) for one in results)
    assert sorted(credits(buyer) for buyer in buyers) == [10, 50, 50, 50, 50]
    assert Hold.objects.count() == 1
    assert audit() == []


@pytest.mark.django_db(transaction=True)
def test_a_standard_and_an_exclusive_buyer_at_once_never_both_get_it(make_account, make_clip):
    one, two = make_account("One", credits=400), make_account("Two", credits=400)
    for _ in range(4):
        clip = make_clip()
        results = at_once(
            [
                partial(licensing.issue, one, None, clip, "standard"),
                partial(licensing.issue, two, None, clip, "exclusive"),
            ]
        )
        assert sum(isinstance(result, Licence) for result in results) == 1
        assert all(isinstance(result, (Licence, licensing.NotForSale)) for result in results)
    assert 800 - credits(one) - credits(two) == sum(Licence.objects.values_list("credits", flat=True))
    assert audit() == []


@pytest.mark.django_db(transaction=True)
def test_a_team_that_clicks_all_at_once_has_it_once(team, alice, bob, make_clip):
    ledger.grant(team, 100, key="more", note="For the test")
    clip = make_clip()
    for tier, price in (("standard", 1), ("exclusive", 40)):
        before = credits(team)
        results = at_once([partial(licensing.issue, team, user, clip, tier) for user in (alice, bob) * 3])
        assert len({licence.number for licence in results}) == 1
        assert credits(team) == before - price
    assert Licence.objects.count() == 2
    assert audit() == []
