"""The queue: what a person may decide, gravest first, and how it is searched."""

import pytest
from django.db import connection
from django.db.models import Q

from catalog import desk
from catalog.models import Review

from .conftest import later

pytestmark = [pytest.mark.database, pytest.mark.django_db]


class TestOrder:
    def test_the_gravest_first_then_the_oldest(self, make_review, mo):
        first, second, grave = make_review(), make_review(), make_review(risk=80)
        assert list(desk.queue(mo)) == [grave, first, second]

    def test_a_lead_has_what_was_escalated_before_everything(self, make_review, mo, lena):
        grave, small = make_review(risk=80), make_review()
        desk.escalate(small, mo, "Ask the lawyer.")
        assert list(desk.queue(lena)) == [small, grave]
        assert list(desk.queue(mo)) == [grave]

    def test_what_is_decided_waits_no_more(self, make_review, mo):
        first, second = make_review(), make_review()
        desk.decide(first, mo, approve=True)
        assert list(desk.queue(mo)) == [second]

    def test_nobody_else_has_a_queue(self, review, charlie):
        assert not desk.queue(charlie).exists()


class TestNext:
    def test_it_comes_after_the_present_one_and_then_from_the_top(self, make_review, mo):
        first, second, third = make_review(), make_review(), make_review()
        order = [desk.following(mo, one, desk.Filters()) for one in (first, second, third)]
        assert order == [second, third, first]

    def test_graver_ones_lie_before_it(self, make_review, mo):
        small, grave = make_review(), make_review(risk=50)
        assert desk.following(mo, grave, desk.Filters()) == small

    def test_what_others_have_is_passed_over(self, make_review, mo, ada):
        first, second, third = make_review(), make_review(), make_review()
        desk.claim(second, ada)
        assert desk.following(mo, first, desk.Filters()) == third

    def test_after_escalated_ones_come_the_others(self, make_review, mo, lena):
        high, plain = make_review(), make_review(risk=90)
        desk.escalate(high, mo, "Look.")
        high.refresh_from_db()
        assert desk.following(lena, high, desk.Filters()) == plain

    def test_there_may_be_none(self, review, mo):
        assert desk.following(mo, review, desk.Filters()) is None


class TestFinding:
    @pytest.fixture
    def four(self, make_review, make_prompt_case):
        return {
            "waves": make_review(prompt="Golden waves at sunset"),
            "gore": make_review(prompt="A fight", rule="gore", rule_name="Gore"),
            "prompt": make_prompt_case(41),
            "probing": make_prompt_case(9, kind=Review.Kind.PROBING, subject="account 9", prompt=""),
        }

    def names(self, four, user, **filters):
        found = set(desk.queue(user, desk.Filters(**filters)))
        return {name for name, review in four.items() if review in found}

    def test_by_kind_and_rule(self, four, mo):
        assert self.names(four, mo, kind="prompt") == {"prompt"}
        assert self.names(four, mo, rule="gore") == {"gore"}
        assert self.names(four, mo, kind="clip", rule="likeness") == {"waves"}

    def test_by_words(self, four, mo):
        assert self.names(four, mo, text="golden WAVES") == {"waves"}
        assert self.names(four, mo, text="president") == {"prompt"}
        assert self.names(four, mo, text="nothing of it") == set()

    @pytest.mark.parametrize("text", ["request 41", "Request #41", "  request 41 "])
    def test_by_a_requests_number(self, four, mo, text):
        assert self.names(four, mo, text=text) == {"prompt"}

    def test_by_a_clips_number(self, four, mo):
        clip = four["gore"].clip_id
        assert self.names(four, mo, text=f"clip {clip}") == {"gore"}
        assert "gore" in self.names(four, mo, text=str(clip))

    def test_a_number_that_no_database_takes(self, four, mo):
        assert self.names(four, mo, text="9" * 30) == set()

    def test_a_word_that_nobody_registered(self, four, mo):
        assert self.names(four, mo, text="licence 41") == set()

    def test_a_higher_app_says_what_its_numbers_mean(self, four, mo, monkeypatch):
        monkeypatch.setitem(
            desk.FINDERS, "order", lambda number: Q(prompt="A fight") if number == 5 else Q(pk=0)
        )
        assert self.names(four, mo, text="order 5") == {"gore"}

    def test_counts_of_tabs_and_rules(self, four, mo):
        counts = desk.counts(mo)
        assert counts.total == 4
        assert [(kind, n) for kind, _, n in counts.kinds] == [("clip", 2), ("prompt", 1), ("probing", 1)]
        assert counts.rules == [("likeness", "Real people", 3), ("gore", "Gore", 1)]

    def test_the_address_keeps_what_was_chosen(self):
        assert desk.Filters("clip", "", "a b").query == "kind=clip&q=a+b"
        assert desk.Filters().query == ""


class TestStanding:
    def test_ages_and_the_persons_last_hour(self, make_review, mo, ada):
        reviews = [make_review() for _ in range(4)]
        for review, minutes in zip(reviews, (60, 10, 20, 5), strict=True):
            later(review, minutes * 60)
        desk.decide(reviews[0], mo, approve=True)
        desk.decide(reviews[3], ada, approve=True)
        now = desk.standing(mo)
        assert (now.ages.waiting, now.ages.oldest, now.ages.median, now.ages.p90) == (2, 20, 10, 20)
        assert now.decisions_this_hour == 1

    def test_what_was_taken_back_was_no_decision(self, review, mo):
        desk.decide(review, mo, approve=True)
        desk.undo(review, mo)
        assert desk.standing(mo).decisions_this_hour == 0

    def test_an_empty_desk(self, mo):
        now = desk.standing(mo)
        assert (now.ages.waiting, now.ages.oldest, now.ages.median, now.decisions_this_hour) == (0, 0, 0, 0)


def test_the_order_is_an_indexs_own(mo):
    """However much waits, a page of it is read and nothing is sorted."""
    if connection.vendor != "sqlite":
        pytest.skip("a planner that looks at the rows sorts a handful")
    plan = desk.queue(mo)[: desk.PAGE].explain()
    assert "queue_of_reviews" in plan
    assert "TEMP B-TREE" not in plan
