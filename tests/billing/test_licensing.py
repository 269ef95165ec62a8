"""Issuing a licence: its price, its words, and that a second click buys nothing."""

from functools import partial

import pytest

from billing import ledger, licensing, offers, terms
from billing.audit import audit
from billing.models import Hold, Licence
from billing.numbers import tidy
from catalog.models import Account, Clip, IndexChange
from tests.conftest import MASTER
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def available(account):
    return ledger.balance(account).available


def test_tiers_are_sorted_by_price_and_say_what_they_allow():
    first, *rest = terms.terms()
    assert first.id == "standard"
    assert all(first.credits < tier.credits for tier in rest)
    assert all(tier.may and tier.may_not and tier.summary for tier in terms.terms())


def test_an_unknown_tier_names_the_ones_there_are():
    with pytest.raises(
        terms.UnknownTier, match="There is no licence “gold”; choose one of: standard, extended"
    ):
        terms.tier_named("gold")


@pytest.mark.parametrize(
    ("kind", "made_it", "prices"),
    [
        ("person", False, [1, 4, 40]),
        ("team", False, [1, 4, 40]),
        ("team", True, [0, 3, 39]),
        ("house", False, [0, 0, 0]),
    ],
)
def test_what_a_licence_costs(make_account, make_clip, kind, made_it, prices):
    account, clip = make_account(kind=kind), make_clip()
    if made_it:
        offers.include(account, [clip])
    assert [offers.price(account, clip, tier) for tier in terms.terms()] == prices


def test_making_a_clip_is_recorded_once_and_for_that_account_alone(team, make_account, make_clip):
    clip = make_clip()
    offers.include(team, [clip])
    offers.include(team, [clip])
    assert team.included.count() == 1
    assert offers.price(make_account("Another"), clip, terms.tier_named("standard")) == 1


def test_a_licence_keeps_everything_that_proves_it(team, alice, make_clip):
    clip = make_clip()
    licence = licensing.issue(team, alice, clip, "standard")
    tier = terms.tier_named("standard")
    assert tidy(licence.number) == licence.number
    assert (licence.licensee, licence.clip_title, licence.user) == ("Alice & Co", clip.title, alice)
    assert licence.master_sha256 == clip.renditions.get(kind="master").sha256
    assert (licence.terms["may"], licence.terms["may_not"]) == (list(tier.may), list(tier.may_not))
    assert (licence.terms_version, licence.terms_name) == (tier.version, "Standard licence")
    assert licence.source_type == "algorithmicMedia"


def test_a_licence_is_charged_by_a_captured_hold(team, alice, make_clip):
    licence = licensing.issue(team, alice, make_clip(), "extended")
    assert (licence.credits, licence.hold.state, licence.hold.captured) == (4, Hold.State.CAPTURED, 4)
    assert available(team) == 16
    assert audit() == []


def test_what_is_already_paid_for_moves_no_credits(team, alice, make_clip):
    clip = make_clip()
    offers.include(team, [clip])
    licence = licensing.issue(team, alice, clip, "standard")
    assert (licence.credits, licence.hold) == (0, None)
    assert available(team) == 20
    assert not Hold.objects.exists()


def test_issued_twice_is_one_licence_and_one_charge(team, alice, bob, make_clip):
    clip = make_clip()
    first = licensing.issue(team, alice, clip, "standard")
    assert licensing.issue(team, bob, clip, "standard") == first
    assert Licence.objects.count() == 1
    assert available(team) == 19


def test_the_index_hears_of_a_sale_once_and_of_no_refusal(team, alice, make_account, make_clip):
    clip = make_clip()
    with pytest.raises(ledger.NotEnoughCredits):
        licensing.issue(make_account("Poor"), alice, clip, "extended")
    assert not IndexChange.objects.exists()
    licensing.issue(team, alice, clip, "standard")
    licensing.issue(team, alice, clip, "standard")
    assert list(IndexChange.objects.values_list("clip_id", flat=True)) == [clip.pk]


def test_another_tier_is_another_licence(team, alice, make_clip):
    clip = make_clip()
    numbers = {licensing.issue(team, alice, clip, tier).number for tier in ("standard", "extended")}
    assert len(numbers) == 2
    assert available(team) == 15


@pytest.mark.parametrize("state", [Clip.State.REVIEWING, Clip.State.REJECTED, Clip.State.WITHDRAWN])
def test_what_is_not_published_is_not_for_sale(team, alice, make_clip, state):
    with pytest.raises(licensing.NotForSale):
        licensing.issue(team, alice, make_clip(state=state), "standard")
    assert (available(team), Licence.objects.count()) == (20, 0)


def test_a_stale_clip_in_hand_does_not_sell_one_that_was_withdrawn(team, alice, make_clip):
    clip = make_clip()
    Clip.objects.update(state=Clip.State.WITHDRAWN)
    with pytest.raises(licensing.NotForSale):
        licensing.issue(team, alice, clip, "standard")


def test_a_withdrawn_clip_keeps_the_licence_that_was_sold(team, alice, make_clip):
    clip = make_clip()
    licence = licensing.issue(team, alice, clip, "standard")
    Clip.objects.update(state=Clip.State.WITHDRAWN)
    assert licensing.issue(team, alice, clip, "standard") == licence


def test_a_private_clip_is_for_sale_to_its_own_account_alone(team, alice, charlie, make_clip):
    clip = make_clip(team, private=True)
    stranger = charlie.accounts.get()
    with pytest.raises(licensing.NotForSale):
        licensing.issue(stranger, charlie, clip, "standard")
    assert available(stranger) == 20
    assert licensing.issue(team, alice, clip, "standard").account == team


def test_too_few_credits_leave_nothing_behind(make_account, alice, make_clip):
    account = make_account("Poor", credits=3, users=[alice])
    with pytest.raises(ledger.NotEnoughCredits):
        licensing.issue(account, alice, make_clip(), "extended")
    assert (available(account), account.holds.count(), Licence.objects.count()) == (3, 0, 0)


def test_a_clip_without_its_master_is_not_charged(team, alice, make_clip):
    clip = make_clip()
    clip.renditions.filter(kind="master").delete()
    with pytest.raises(clip.renditions.model.DoesNotExist):
        licensing.issue(team, alice, clip, "standard")
    assert (available(team), team.holds.count()) == (20, 0)


def test_a_number_that_is_taken_is_drawn_again(team, alice, make_clip, monkeypatch):
    one, two = make_clip(), make_clip()
    taken = licensing.issue(team, alice, one, "standard").number
    draws = iter([taken, taken, "ODR-2222-2222-2222"])
    monkeypatch.setattr(licensing, "new_number", lambda: next(draws))
    assert licensing.issue(team, alice, two, "standard").number == "ODR-2222-2222-2222"
    assert available(team) == 18


@pytest.mark.django_db(transaction=True)
def test_a_rush_for_one_licence_issues_and_charges_one(make_account, make_clip):
    account, clip = make_account("Ada", credits=10), make_clip()
    issued = at_once([partial(licensing.issue, account, None, clip, "standard") for _ in range(6)])
    assert len({licence.number for licence in issued}) == 1
    assert (available(account), Licence.objects.count()) == (9, 1)
    assert audit() == []


def test_the_house_pays_nothing(make_account, make_clip):
    house = make_account("Oddreel", kind=Account.Kind.HOUSE)
    assert licensing.issue(house, None, make_clip(), "extended").credits == 0


def test_the_licensed_file_is_the_master(team, alice, make_clip, tmp_path):
    licence = licensing.issue(team, alice, make_clip(), "standard")
    licensing.write_master(licence, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == MASTER
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["clip.mp4"]


def test_a_master_that_is_gone_leaves_no_file_and_keeps_the_old_one(team, alice, make_clip, media, tmp_path):
    licence = licensing.issue(team, alice, make_clip(), "standard")
    (media / licence.clip.renditions.get(kind="master").key).unlink()
    (tmp_path / "clip.mp4").write_bytes(b"older")
    with pytest.raises(licensing.MasterMissing, match="not in the storage"):
        licensing.write_master(licence, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == b"older"
    assert not list(tmp_path.glob("*.part"))
