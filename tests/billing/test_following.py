"""Which clips an account's new clips may follow from, and what everybody else is told."""

import pytest
from django.contrib.auth.models import AnonymousUser

from billing import ledger, licensing
from billing.following import NotFollowable, followable_clips, source_clip
from billing.models import GrantedPlan, Licence
from billing.withdrawal import withdraw
from catalog.models import Clip
from catalog.takedown import take_down
from tests.kept import keep_frames

pytestmark = [pytest.mark.database, pytest.mark.django_db]

State = Clip.State
NONE = "There is no such clip."


@pytest.fixture
def make_source(make_clip):
    """A clip whose frames are kept."""

    def make(*args, **fields):
        return keep_frames(make_clip(*args, **fields))

    return make


@pytest.fixture
def who(team, alice, bob, charlie, mo):
    """Everybody with the account that they act for: owner, colleague, stranger, moderator, guest."""
    people = {"alice": alice, "bob": bob, "charlie": charlie, "mo": mo}
    return {name: (user.accounts.get(), user) for name, user in people.items()} | {
        "guest": (None, AnonymousUser())
    }


def told(who, clip):
    """What each is told; "" for those who may."""
    answers = {}
    for name, (account, user) in who.items():
        try:
            assert source_clip(clip.pk, account, user) == clip
            answers[name] = ""
        except NotFollowable as error:
            answers[name] = str(error)
    return answers


def test_a_public_clip_serves_its_own_people_and_its_licensees(who, team, charlie, make_source):
    clip = make_source(team)
    license_first = (
        f"License clip {clip.pk} first: a clip can follow from your own, and from those that you licensed."
    )
    sign_in = f"Sign in to make a clip that follows from clip {clip.pk}."
    before = {"alice": "", "bob": "", "charlie": license_first, "mo": license_first, "guest": sign_in}
    assert told(who, clip) == before
    licensing.issue(charlie.accounts.get(), charlie, clip, "standard")
    assert told(who, clip) == before | {"charlie": ""}


def test_a_private_clip_is_unknown_to_all_others(who, team, make_source):
    clip = make_source(team, private=True)
    assert told(who, clip) == {"alice": "", "bob": "", "charlie": NONE, "mo": NONE, "guest": NONE}


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN])
def test_what_is_offered_no_more_serves_nobody(who, team, make_source, state):
    assert set(told(who, make_source(team, state=state)).values()) == {NONE}


def test_what_waits_for_a_moderator_waits(who, team, make_source):
    clip = make_source(team, state=State.REVIEWING)
    waits = f"Clip {clip.pk} waits for a moderator; another can follow from it once it is published."
    assert told(who, clip) == {"alice": waits, "bob": waits, "charlie": NONE, "mo": NONE, "guest": NONE}


@pytest.mark.parametrize("private", [False, True])
def test_what_was_taken_down_serves_nobody(who, team, charlie, mo, make_source, private):
    clip = make_source(team, private=private)
    if not private:
        licensing.issue(charlie.accounts.get(), charlie, clip, "standard")
    take_down(clip, actor=mo, reason="It is somebody's likeness.", cause="policy")
    gone = f"Clip {clip.pk} was taken down; nothing can follow from it."
    others = NONE if private else gone
    assert told(who, clip) == {"alice": gone, "bob": gone} | dict.fromkeys(("charlie", "mo", "guest"), others)


def test_what_was_sold_exclusively_serves_its_licensee_alone(who, team, charlie, make_account, make_source):
    clip = make_source(team)
    account = charlie.accounts.get()
    GrantedPlan.objects.create(account=account, plan="pro", note="test")
    ledger.grant(account, 500, key="more", note="test")
    licensing.issue(account, charlie, clip, "exclusive")
    assert [name for name, sentence in told(who, clip).items() if not sentence] == ["charlie"]


def test_a_licence_that_was_withdrawn_is_none(team, charlie, mo, make_source):
    clip, account = make_source(team), charlie.accounts.get()
    licence = licensing.issue(account, charlie, clip, "standard")
    assert followable_clips(account).get() == clip
    withdraw(licence, mo, Licence.Cause.MISTAKE, "By mistake.")
    assert not followable_clips(account).exists()


def test_a_clip_whose_frames_are_not_kept_serves_nobody(who, team, make_clip):
    clip = make_clip(team)
    kept = f"Clip {clip.pk} keeps no frames that another could follow from."
    assert set(told(who, clip).values()) == {kept}


@pytest.mark.parametrize("number", [0, 999_999, 10**30])
def test_a_number_that_is_no_clips_is_told_so(who, number):
    for account, user in who.values():
        with pytest.raises(NotFollowable, match="There is no such clip"):
            source_clip(number, account, user)


def test_two_licences_give_a_clip_once(team, charlie, make_source):
    clip, account = make_source(team), charlie.accounts.get()
    for tier in ("standard", "extended"):
        licensing.issue(account, charlie, clip, tier)
    assert list(followable_clips(account)) == [clip]
