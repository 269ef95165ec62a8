"""Inviting, joining, changing and leaving: by whoever may, within the seats, and nothing is lost with a member."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from billing import licensing
from billing.models import GrantedPlan, Invitation, TeamChange
from billing.teams import invitations, members
from billing.teams.invitations import TeamRefused
from billing.teams.permissions import allowed
from catalog.models import Membership
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Role = Membership.Role


@pytest.fixture
def crew(make_account, alice, settings):
    """Alice's team with three seats."""
    settings.DEFAULT_PLAN = "free"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    account = members.create_team("Alice & Co", alice)
    GrantedPlan.objects.create(account=account, plan="team", seats=3, note="test")
    return account


@pytest.fixture
def member(crew, bob):
    Membership.objects.create(account=crew, user=bob, role=Role.MEMBER)
    return bob


def client_of(user, account=None):
    client = Client()
    client.force_login(user)
    if account:
        client.post("/account/switch", {"account": account.pk})
    return client


def link_in(message):
    return re.search(r"https?://[^/]+(/invitations/\S+)", message.body)[1]


def invite(crew, alice, email="bob@example.com", role="member"):
    return client_of(alice, crew).post("/team/invite", {"email": email, "role": role}, follow=True)


def test_from_the_mail_to_a_place(crew, alice, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert "on its way" in invite(crew, alice).content.decode()
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["bob@example.com"], "Alice & Co invites you to Oddreel")
    him = client_of(bob)
    assert "Alice &amp; Co invites you" in him.get(link_in(sent)).content.decode()
    for _ in range(2):
        assert him.post(link_in(sent), follow=True).status_code == 200
    assert Membership.objects.filter(account=crew).count() == 2
    assert "Alice &amp; Co" in him.get("/team").content.decode()


def test_the_database_keeps_no_link(crew, alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(crew, alice)
    token = link_in(mail.outbox[0]).rsplit("/", 1)[1]
    assert token not in str(Invitation.objects.values())
    assert len(token) >= 40


def test_somebody_elses_invitation_says_what_to_do(crew, alice, charlie, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(crew, alice)
    answer = client_of(charlie).post(link_in(mail.outbox[0]))
    assert answer.status_code == 422
    assert "This invitation is for bob@example.com" in answer.content.decode()
    assert not Membership.objects.filter(account=crew, user=charlie).exists()


@pytest.mark.parametrize("what", ["old", "withdrawn", "unknown"])
def test_a_link_that_is_no_longer_good(crew, alice, bob, what, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(crew, alice)
    address = link_in(mail.outbox[0])
    if what == "old":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif what == "withdrawn":
        client_of(alice, crew).post(f"/team/invitations/{Invitation.objects.get().pk}/withdraw")
    else:
        address = address[:-3] + "xyz"
    him = client_of(bob)
    assert him.post(address).status_code in (404, 422)
    assert not Membership.objects.filter(account=crew, user=bob).exists()


def test_inviting_again_sends_a_new_link_and_takes_no_second_seat(
    crew, alice, bob, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(crew, alice)
        invite(crew, alice)
    first, second = (link_in(one) for one in mail.outbox)
    assert invitations.seats_taken(crew) == 2
    assert client_of(bob).get(first).status_code == 404
    assert client_of(bob).post(second).status_code == 302


def test_no_more_people_than_seats(crew, alice):
    invite(crew, alice, "one@example.com")
    invite(crew, alice, "two@example.com")
    refused = invite(crew, alice, "three@example.com")
    assert "All 3 seats are taken. Add seats under Billing." in refused.content.decode()
    assert Invitation.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_invitations_race_for_the_last_seat(crew, alice, member):
    results = at_once(
        [partial(invitations.invite, crew, alice, f"{n}@example.com", "member") for n in ("x", "y", "z")]
    )
    assert sum(isinstance(one, TeamRefused) for one in results) == 2
    assert invitations.seats_taken(crew) == 3


@pytest.mark.parametrize(
    ("email", "role", "words"),
    [
        ("no address", "member", "no mail address"),
        ("a@example.com", "owner", "ownership is handed over"),
        ("a@example.com", "king", "ownership is handed over"),
        ("ALICE@example.com", "member", "belongs to Alice"),
    ],
)
def test_invitations_that_can_not_be(crew, alice, email, role, words):
    answer = invite(crew, alice, email, role)
    assert words in answer.content.decode().replace("&amp;", "&")
    assert not Invitation.objects.exists()


def test_a_plan_for_one_says_which_has_seats(crew, alice):
    GrantedPlan.objects.all().delete()
    assert "is for one person. Team has: see Plans." in invite(crew, alice).content.decode()


@pytest.mark.parametrize(
    ("role", "deeds"),
    [
        (Role.OWNER, {"spend", "see_ledger", "manage_billing", "manage_members", "transfer"}),
        (Role.BILLING, {"spend", "see_ledger", "manage_billing"}),
        (Role.MEMBER, {"spend", "see_ledger"}),
        (None, set()),
    ],
)
def test_who_may_what(crew, bob, role, deeds):
    if role:
        Membership.objects.create(account=crew, user=bob, role=role)
    every = ("spend", "see_ledger", "manage_billing", "manage_members", "transfer")
    assert {one for one in every if allowed(bob, crew, one)} == deeds


def test_a_member_changes_nobody(crew, member, alice):
    him = client_of(member, crew)
    assert him.get("/team").status_code == 200
    assert him.post("/team/invite", {"email": "x@example.com", "role": "member"}).status_code == 403
    assert him.post(f"/team/members/{alice.pk}", {"do": "remove"}).status_code == 403
    assert Membership.objects.filter(account=crew).count() == 2


def test_roles_and_caps_by_the_page(crew, member, alice):
    her = client_of(alice, crew)
    her.post(f"/team/members/{member.pk}", {"do": "role", "role": "billing"})
    her.post(f"/team/members/{member.pk}", {"do": "cap", "cap": "30"})
    row = Membership.objects.get(account=crew, user=member)
    assert (row.role, row.monthly_cap) == ("billing", 30)
    her.post(f"/team/members/{member.pk}", {"do": "cap", "cap": ""})
    row.refresh_from_db()
    assert row.monthly_cap is None
    for bad in ("-1", "2.5", "many", "99999999999"):
        assert her.post(f"/team/members/{member.pk}", {"do": "cap", "cap": bad}).status_code == 422


def test_a_removed_member_sees_nothing_more_and_their_licences_stay(crew, member, alice, make_clip):
    from billing import ledger

    ledger.grant(crew, 10, key="welcome", note="n")
    own = make_clip(crew, private=True)
    licence = licensing.issue(crew, member, own, "standard")
    him, her = client_of(member, crew), client_of(alice, crew)
    assert him.get(own.get_absolute_url()).status_code == 200
    her.post(f"/team/members/{member.pk}", {"do": "remove"})
    assert him.get(own.get_absolute_url()).status_code == 404
    assert licence.number not in him.get("/library").content.decode()
    assert licence.number in her.get("/library").content.decode()
    licence.refresh_from_db()
    assert licence.user == member
    assert "Removed Bob. Licences and clips stay." in her.get("/team").content.decode()


def test_leaving_and_the_last_owner(crew, member, alice):
    assert "last owner" in client_of(alice, crew).post("/team/leave").content.decode()
    client_of(member, crew).post("/team/leave")
    assert list(Membership.objects.filter(account=crew).values_list("user", flat=True)) == [alice.pk]


def test_ownership_is_handed_over_with_the_password_alone(crew, member, alice):
    alice.set_password("a long pass phrase")
    alice.save()
    her = client_of(alice, crew)
    assert her.post(f"/team/members/{member.pk}", {"do": "transfer", "password": "no"}).status_code == 422
    assert Membership.objects.get(account=crew, user=alice).role == Role.OWNER
    her.post(f"/team/members/{member.pk}", {"do": "transfer", "password": "a long pass phrase"})
    roles = dict(Membership.objects.filter(account=crew).values_list("user", "role"))
    assert roles == {alice.pk: "billing", member.pk: "owner"}
    assert TeamChange.objects.first().words == "Handed the ownership to Bob."


def test_an_owner_is_not_removed_nor_made_less(crew, member, alice):
    Membership.objects.filter(account=crew, user=member).update(role=Role.OWNER)
    her = client_of(alice, crew)
    assert her.post(f"/team/members/{member.pk}", {"do": "remove"}).status_code == 422
    assert her.post(f"/team/members/{member.pk}", {"do": "role", "role": "member"}).status_code == 422
    assert her.post(f"/team/members/{alice.pk}", {"do": "remove"}).status_code == 422
    assert Membership.objects.filter(account=crew, role=Role.OWNER).count() == 2


def test_the_chosen_account_acts_and_a_strangers_can_not_be_chosen(crew, alice, make_account, charlie):
    mine = make_account("Alice", users=[alice])
    her = client_of(alice)
    assert her.get("/billing").context["account"] == crew
    her.post("/account/switch", {"account": mine.pk})
    assert her.get("/billing").context["account"] == mine
    assert her.post("/account/switch", {"account": charlie.accounts.get().pk}).status_code == 404
    assert her.get("/billing").context["account"] == mine


def test_a_new_team_by_the_page(alice):
    her = client_of(alice)
    assert her.post("/team/new", {"name": " "}).status_code == 422
    page = her.post("/team/new", {"name": "  Night   shift "}, follow=True).content.decode()
    assert "Night shift is made" in page
    assert Membership.objects.get(user=alice).account.name == "Night shift"
