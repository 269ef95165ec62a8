"""Who may see, and who may license, which clip."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from catalog.access import accounts_of, current_account, is_moderator, licensable_clips, visible_clips
from catalog.models import Account, Clip

pytestmark = [pytest.mark.database, pytest.mark.django_db]

State = Clip.State
EVERYBODY = ("alice", "bob", "charlie", "mo", "guest")


@pytest.fixture
def who(team, alice, bob, charlie, mo):
    return {"alice": alice, "bob": bob, "charlie": charlie, "mo": mo, "guest": AnonymousUser()}


def seen_by(clips_of, clip, who):
    return {name for name, user in who.items() if clips_of(user).filter(pk=clip.pk).exists()}


@pytest.mark.parametrize(
    ("state", "private", "visible", "licensable"),
    [
        (State.PUBLISHED, False, EVERYBODY, EVERYBODY),
        (State.PUBLISHED, True, ("alice", "bob", "mo"), ("alice", "bob")),
        (State.REVIEWING, False, ("alice", "bob", "mo"), ()),
        (State.REVIEWING, True, ("alice", "bob", "mo"), ()),
        (State.REJECTED, False, ("mo",), ()),
        (State.REJECTED, True, ("mo",), ()),
        (State.WITHDRAWN, False, ("mo",), ()),
    ],
)
def test_who_sees_and_who_licenses(team, who, make_clip, state, private, visible, licensable):
    clip = make_clip(team, state=state, private=private)
    assert seen_by(visible_clips, clip, who) == set(visible)
    assert seen_by(licensable_clips, clip, who) == set(licensable)


def test_somebody_in_two_accounts_sees_each_clip_once(make_account, alice, team, make_clip):
    make_account("Second", users=[alice])
    clip = make_clip(team, private=True)
    assert list(visible_clips(alice)) == list(licensable_clips(alice)) == [clip]


def test_a_guest_belongs_to_no_account(who):
    assert not accounts_of(AnonymousUser()).exists()


def test_moderators_are_known_by_their_permission(who):
    assert {name for name, user in who.items() if is_moderator(user)} == {"mo"}


def test_a_moderator_who_was_switched_off_moderates_no_more(mo):
    mo.is_active = False
    assert not is_moderator(mo)


def test_an_administrator_moderates(make_user):
    admin = make_user("Root")
    admin.is_superuser = True
    assert is_moderator(admin)


def test_a_request_acts_for_the_users_first_account_and_asks_once(
    team, make_account, alice, django_assert_num_queries
):
    make_account("Later", users=[alice])
    request = RequestFactory().get("/")
    request.user = alice
    with django_assert_num_queries(1):
        assert current_account(request) == current_account(request) == team


def test_a_guests_request_acts_for_nobody(db):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert current_account(request) is None
    assert not Account.objects.exists()
