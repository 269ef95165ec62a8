"""What the desk learns of a case from generation, and what an appeal means for a request."""

import pytest

from billing import ledger, offers
from billing.terms import terms
from catalog import appeals, desk
from catalog.models import Clip, Review
from catalog.publishing import open_case, publish, reject
from generation.cases import requests_of
from generation.jobs.settle import complete
from generation.models import RenderRequest
from tests.catalog.desk.conftest import later
from tests.generation.jobs.test_settle import HELD, ask_for, finished

pytestmark = [pytest.mark.database, pytest.mark.django_db]

WORDS = "It is a castle that I drew myself."


@pytest.fixture
def request_(team):
    return ask_for(team, HELD, takes=2)


@pytest.fixture
def clips(request_, make_clip):
    job, clips = finished(request_, make_clip)
    complete(job)
    return [Clip.objects.get(pk=clip.pk) for clip in clips]


def end(review, user, **decision):
    desk.decide(review, user, **decision)
    later(review, 11)
    desk.carry_out_due()


@pytest.fixture
def rejected(clips, mo):
    """Both takes, rejected by Mo; what the account had before came back."""
    for review in Review.objects.order_by("pk"):
        end(review, mo, approve=False, reason="It shows a trademark.")
    return clips


def available(account):
    return ledger.balance(account).available


class TestFacts:
    def test_the_request_and_what_it_holds(self, clips, request_):
        facts = dict(requests_of(Review.objects.first()))
        assert facts["Request"] == str(request_.pk)
        assert facts["Holds"] == "4 credits, back if rejected"
        assert facts["Refused"] == "0 of 1 requests"

    def test_nothing_is_held_once_it_is_decided(self, rejected):
        assert "Holds" not in dict(requests_of(Review.objects.first()))

    def test_a_case_without_a_clip(self, team):
        ask_for(team, "a fight with blood and gore everywhere")
        case = open_case(
            Review.Kind.PROMPT, account=team, subject="request 1", rule="r", rule_name="R", reason="Because."
        )
        assert dict(requests_of(case)) == {
            "Refused": f"{RenderRequest.objects.filter(state='refused').count()} of 1 requests"
        }

    def test_a_requests_number_finds_its_clips(self, clips, request_, mo):
        found = desk.queue(mo, desk.Filters(text=f"request {request_.pk}"))
        assert {review.clip for review in found} == set(clips)


class TestGrantedAppeal:
    @pytest.fixture
    def granted(self, rejected, alice, ada):
        end(appeals.appeal(Clip.objects.get(pk=rejected[0].pk), alice, WORDS), ada, approve=True)
        return Clip.objects.get(pk=rejected[0].pk)

    @pytest.fixture
    def ada(self, make_user):
        from tests.catalog.desk.conftest import permit

        return permit(make_user("Ada"), "review")

    def test_money_stays_where_it_is(self, granted, team, request_):
        assert granted.state == Clip.State.PUBLISHED
        assert available(team) == 20
        request_.refresh_from_db()
        assert (request_.state, request_.hold.state) == (RenderRequest.State.REJECTED, "released")
        assert not team.included.exists()

    def test_the_account_licenses_it_at_its_ordinary_price(self, granted, team):
        assert offers.price(team, granted, terms()[0]) == terms()[0].credits

    def test_the_request_page_leads_to_it(self, client, granted, rejected, request_, alice):
        client.force_login(alice)
        page = client.get(f"/requests/{request_.pk}").content.decode()
        assert granted.get_absolute_url() in page
        assert f"/clips/{rejected[1].pk}/appeal" in page

    def test_a_take_of_a_request_that_was_paid_in_part_is_not_charged_later(
        self, clips, team, mo, ada, alice
    ):
        good, bad = clips
        publish(good, mo)
        end(Review.objects.get(clip=bad), mo, approve=False, reason="It shows a trademark.")
        paid = available(team)
        assert paid == 18
        end(appeals.appeal(Clip.objects.get(pk=bad.pk), alice, WORDS), ada, approve=True)
        assert available(team) == paid
        assert Clip.objects.get(pk=bad.pk).state == Clip.State.PUBLISHED


def test_the_request_page_offers_no_appeal_where_nothing_was_rejected(client, clips, request_, alice, mo):
    for clip in clips:
        publish(clip, mo)
    client.force_login(alice)
    assert "/appeal" not in client.get(f"/requests/{request_.pk}").content.decode()


def test_a_clip_that_was_rejected_without_a_review_offers_none(client, clips, request_, alice, mo):
    for clip in clips:
        reject(clip, mo, "No")
    client.force_login(alice)
    assert "/appeal" not in client.get(f"/requests/{request_.pk}").content.decode()
