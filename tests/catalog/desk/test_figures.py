"""The figures: what waits, how fast it goes, whether people agree, how often a rule is right."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import appeals, desk
from catalog.audit import record
from catalog.models import Clip, Review
from catalog.publishing import open_case

from .conftest import CASE, later

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def figures(user, days=30, everybody=True):
    return desk.statistics(user, days=days, everybody=everybody)


def shares(found):
    return {one.name: (one.part, one.whole) for one in found}


def finish(*reviews):
    for review in reviews:
        later(review, 11)
    desk.carry_out_due()


class TestQueues:
    def test_by_kind_and_in_all(self, make_review, make_prompt_case, mo):
        for minutes in (100, 10, 20):
            later(make_review(), minutes * 60)
        later(make_prompt_case(), 30 * 60)
        found = dict(figures(mo).queues)
        assert set(found) == {"All", "Before publication", "Appeal of a refusal"}
        ages = found["Before publication"]
        assert (ages.waiting, ages.oldest, ages.median, ages.p90) == (3, 100, 20, 100)
        assert found["All"].waiting == 4

    def test_the_oldest_tenth(self, make_prompt_case, make_account, mo):
        account = make_account("Asker")
        for number in range(1, 21):
            later(make_prompt_case(number, account=account), number * 60)
        ages = dict(figures(mo).queues)["All"]
        assert (ages.oldest, ages.p90, ages.median) == (20, 19, 10)

    def test_escalated_ones_are_counted_apart(self, make_review, mo):
        desk.escalate(make_review(), mo, "Look.")
        assert dict(figures(mo).queues)["Escalated, for leads"].waiting == 1

    def test_nothing(self, mo):
        assert [name for name, _ in figures(mo).queues] == ["All"]


class TestPace:
    @pytest.fixture
    def worked(self, make_review, mo, ada):
        first, *others = [make_review() for _ in range(4)]
        desk.decide(first, ada, approve=True)
        for one in others:
            desk.decide(one, mo, approve=True)
        desk.undo(others[0], mo)

    def test_each_and_all_without_what_was_taken_back(self, worked, mo):
        paces = {one.name: (one.day, one.day_an_hour, one.week) for one in figures(mo).paces}
        assert paces == {"Everybody": (3, 3.0, 3), "Mo": (2, 2.0, 2), "Ada": (1, 1.0, 1)}

    def test_a_moderator_sees_their_own_and_all(self, worked, ada):
        assert [one.name for one in figures(ada, everybody=False).paces] == ["Everybody", "Ada"]

    def test_nobody_has_decided_anything(self, mo):
        [everybody] = figures(mo).paces
        assert (everybody.week, everybody.week_an_hour) == (0, 0.0)

    def test_the_machine_and_other_acts_are_no_decisions(self, review, mo):
        desk.claim(review, mo)
        record("approved", review=review)
        assert [one.week for one in figures(mo).paces] == [0]


class TestAgreement:
    def test_of_two_people(self, make_review, mo, ada, lena):
        same, split = make_review(votes_needed=2), make_review(votes_needed=2)
        for one in (same, split):
            desk.decide(one, mo, approve=True)
        desk.decide(same, ada, approve=True)
        desk.decide(split, ada, approve=False, reason="No.")
        desk.decide(split, lena, approve=True)
        finish(same, split)
        assert shares(figures(mo).agreement)["Two people decided the same"] == (1, 2)

    def test_of_samples(self, make_clip, mo):
        kind = Review.Kind.SAMPLE
        clips = [make_clip() for _ in range(3)]
        samples = [open_case(kind, clip=clip, account=clip.account, **CASE) for clip in clips]
        for one in samples[:2]:
            desk.decide(one, mo, approve=True)
        desk.decide(samples[2], mo, approve=False, reason="No.")
        finish(*samples)
        assert shares(figures(mo).agreement)["Samples: the policy rightly let it pass"] == (2, 3)


class TestAppealsAndPrecision:
    @pytest.fixture
    def history(self, make_review, team, alice, mo, ada):
        """Of four held clips three were rejected; two appealed, one of them rightly."""
        held = [make_review(account=team) for _ in range(4)]
        desk.decide(held[0], mo, approve=True)
        for one in held[1:]:
            desk.decide(one, mo, approve=False, reason="It is sexual.")
        finish(*held)
        cases = [
            appeals.appeal(Clip.objects.get(pk=one.clip_id), alice, "It is a bowl of fruit.")
            for one in held[1:3]
        ]
        desk.decide(cases[0], ada, approve=True)
        desk.decide(cases[1], ada, approve=False, reason="It is sexual.")
        finish(*cases)

    def test_reversed_on_appeal(self, history, mo):
        assert shares(figures(mo).reversed) == {"All appeals": (1, 2), "Real people": (1, 2)}

    def test_appeals_in_which_the_second_person_agreed(self, history, mo):
        assert shares(figures(mo).agreement)["Appeals: the second person agreed"] == (1, 2)

    def test_precision_leaves_out_what_was_reversed(self, history, mo):
        assert shares(figures(mo).precision) == {"Real people": (2, 4)}

    def test_a_rule_that_was_renamed_is_one_rule(self, history, make_review, mo):
        review = make_review(rule_name="Real people and likeness")
        desk.decide(review, mo, approve=True)
        finish(review)
        assert list(shares(figures(mo).precision).values()) == [(2, 5)]

    def test_older_than_the_days_asked_for_is_left_out(self, history, mo):
        Review.objects.update(decided_at=timezone.now() - timedelta(days=10))
        assert figures(mo, days=7).precision == []
        assert figures(mo, days=30).precision != []


class TestPage:
    def test_it_shows_them(self, client, lena, make_review):
        make_review()
        client.force_login(lena)
        page = client.get("/desk/figures?days=7").content.decode()
        for words in (
            "Before publication",
            "Everybody",
            "Precision of each rule",
            '<option value="7" selected>',
        ):
            assert words in page
        assert " style=" not in page

    @pytest.mark.parametrize("days", ["", "x", "0", "365", "9" * 30])
    def test_other_days_are_thirty(self, client, mo, days):
        client.force_login(mo)
        assert client.get(f"/desk/figures?days={days}").context["figures"].days == 30

    def test_as_a_file(self, client, mo, ada, make_review):
        ada.name = "=SUM(A1)"
        ada.save()
        desk.decide(make_review(), ada, approve=True)
        client.force_login(mo)
        answer = client.get("/desk/figures.csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        assert rows[0] == ["table", "of", "figure", "value"]
        assert ["queue", "All", "waiting", "0"] in rows
        assert ["decisions", "Everybody", "last 7 days", "1"] in rows
        assert not any("SUM" in cell for row in rows for cell in row)

    def test_a_lead_has_everybody_in_the_file_and_no_formula(self, client, lena, ada, make_review):
        ada.name = "=SUM(A1)"
        ada.save()
        desk.decide(make_review(), ada, approve=True)
        client.force_login(lena)
        assert "'=SUM(A1)" in client.get("/desk/figures.csv").content.decode()
