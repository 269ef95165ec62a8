"""Whose turn it is: classes, fair shares, promises, loaded models, and those who have waited too long."""

from dataclasses import replace

import pytest

from generation.scheduling.ageing import EVERY, LIMITS
from generation.scheduling.fairness import HALF_LIFE
from generation.scheduling.model import BACKGROUND, FAST, NORMAL, PAID, Asking
from generation.scheduling.policy import Queue, choose
from tests.generation.scheduling.jobs import NOW, STUDIO, job, turn


def first(waiting, turns=(), reloads=None, asking=STUDIO):
    return choose(waiting, turns, reloads or {}, asking, NOW)


def order(waiting, turns=(), reloads=None, asking=STUDIO):
    return list(Queue(waiting, turns, reloads or {}, NOW).order(asking, NOW))


class TestClasses:
    def test_nothing_waits_and_nobody_gets_anything(self):
        assert first([]) is None

    def test_the_better_class_goes_first_whatever_its_age(self):
        jobs = [job(n, asked=age, priority=p) for n, (age, p) in enumerate(
            [(40, BACKGROUND), (30, NORMAL), (20, PAID), (10, FAST)]
        )]  # fmt: skip
        assert order(jobs) == jobs[::-1]

    def test_of_equals_the_older_goes_first(self):
        old, new = job(1, asked=9), job(2, asked=8)
        assert order([new, old]) == [old, new]

    def test_of_two_asked_for_in_the_same_instant_the_first_row_goes_first(self):
        one, two = job(1), job(2)
        assert order([two, one]) == [one, two]

    def test_what_the_worker_does_not_serve_is_left_alone(self):
        other = job(engine="wan")
        assert first([other]) is None
        assert first([other, mine := job(asked=0)]) == mine

    def test_a_retry_waits_until_its_time(self):
        assert first([job(not_before=NOW + 1)]) is None
        assert first([due := job(not_before=NOW)]) == due


class TestFairShares:
    def test_accounts_take_turns_by_seconds_not_by_jobs(self):
        long = [job(1, asked=9, seconds=30), job(1, asked=8, seconds=30)]
        short = [job(2, asked=7, seconds=10) for _ in range(4)]
        assert order([*long, *short]) == [long[0], *short[:3], long[1], short[3]]

    def test_fifty_of_a_team_do_not_starve_one_persons_first(self):
        flood = [job(1, asked=60) for _ in range(50)]
        single = job(2)
        assert order([*flood, single])[1] == single

    def test_what_runs_counts_as_had(self):
        more, less = job(1, asked=9), job(2)
        assert first([more, less], [turn(1)]) == less

    def test_what_is_over_counts_less_with_time(self):
        long_ago = turn(1, ago=3 * HALF_LIFE, seconds=30, over=True)
        lately = turn(2, ago=10, seconds=10, over=True)
        one, two = job(1), job(2, asked=9)
        assert first([one, two], [long_ago, lately]) == one

    def test_what_is_long_over_counts_for_nothing(self):
        assert first([old := job(1, asked=9), job(2)], [turn(1, ago=7_200, over=True)]) == old

    def test_an_accounts_own_jobs_stay_in_its_own_order(self):
        jobs = [job(1, asked=asked) for asked in (30, 20, 10)]
        assert order(jobs[::-1]) == jobs


class TestTheOverdue:
    def paid(self, count):
        return [job(100 + n, priority=PAID, asked=5) for n in range(count)]

    def test_one_turn_of_four_is_theirs(self):
        free = [job(n, asked=LIMITS[NORMAL] + 60 - n) for n in range(2)]
        queue = order([*free, *self.paid(8)])
        assert [queue.index(one) for one in free] == [0, EVERY]

    def test_before_the_limit_it_is_not(self):
        young = job(1, asked=LIMITS[NORMAL] - 1)
        assert order([young, *self.paid(8)])[-1] == young

    def test_turns_before_this_one_count(self):
        free = job(1, asked=LIMITS[NORMAL])
        for turns in range(EVERY - 1):
            begun = [turn(50, ago=9, queued_at=NOW - LIMITS[NORMAL] - 99)]
            begun += [turn(60 + n, ago=5 - n, priority=PAID) for n in range(turns)]
            assert first([free, *self.paid(3)], begun) != free
        begun.append(turn(70, ago=1, priority=PAID))
        assert first([free, *self.paid(3)], begun) == free

    def test_turns_of_engines_that_this_worker_does_not_serve_do_not(self):
        free = job(1, asked=LIMITS[NORMAL])
        elsewhere = [turn(60, ago=1, engine="wan", queued_at=NOW - 99_999)]
        assert first([free, *self.paid(3)], elsewhere) == free

    def test_those_of_a_better_class_that_fell_due_later_do_not_use_up_the_turn(self):
        """Where all wait too long, paid plans would otherwise have all the turns."""
        free = job(1, asked=LIMITS[NORMAL] + 5_000)
        late_paid = [
            turn(60 + n, ago=1 + n, priority=PAID, queued_at=NOW - LIMITS[PAID] - 9) for n in range(3)
        ]
        assert first([free, job(2, priority=PAID, asked=LIMITS[PAID] + 1)], late_paid) == free

    def test_a_flood_among_them_does_not_starve_one_persons_first(self):
        flood = [job(1, asked=LIMITS[NORMAL] + 60) for _ in range(20)]
        single = job(2, asked=LIMITS[NORMAL])
        queue = order([*flood, single, *self.paid(40)])
        assert queue.index(single) <= EVERY

    def test_alone_they_go_in_their_ordinary_turn(self):
        late = [job(n, asked=LIMITS[NORMAL] + 9 - n) for n in range(4)]
        assert order(late) == late


class TestPromises:
    def test_a_promise_that_would_be_broken_goes_first(self):
        waiting = [
            job(1, asked=9, seconds=30, priority=FAST),
            job(2, seconds=10, deadline=NOW + 35, priority=FAST),
        ]
        assert first(waiting) == waiting[1]

    def test_one_that_can_wait_for_the_next_turn_waits(self):
        waiting = [
            job(1, asked=9, seconds=30, priority=FAST),
            job(2, seconds=10, deadline=NOW + 40, priority=FAST),
        ]
        assert first(waiting) == waiting[0]

    def test_one_that_is_too_late_already_starves_nobody(self):
        waiting = [
            job(1, asked=9, seconds=30, priority=FAST),
            job(2, seconds=10, deadline=NOW + 9, priority=FAST),
        ]
        assert first(waiting) == waiting[0]

    def test_of_several_the_earliest_deadline_goes_first(self):
        ordinary = job(1, asked=9, seconds=60, priority=FAST)
        late, soon = (job(2, deadline=NOW + at, priority=FAST) for at in (50, 40))
        assert order([ordinary, late, soon]) == [soon, late, ordinary]

    def test_a_reload_counts_against_the_promise(self):
        asking = Asking(frozenset({"wan", "ltx"}), frozenset({"ltx"}), "w")
        other = job(1, asked=9, seconds=10, priority=FAST, engine="ltx")
        for deadline, expected in ((NOW + 45, other), (NOW + 35, "promised"), (NOW + 25, other)):
            promised = job(2, seconds=10, deadline=deadline, priority=FAST, engine="wan")
            chosen = first([other, promised], reloads={"wan": 20.0}, asking=asking)
            assert chosen == (promised if expected == "promised" else expected)

    def test_a_promise_does_not_take_the_turn_of_the_overdue(self):
        free = job(1, asked=LIMITS[NORMAL] + 1)
        assert first([free, job(2, deadline=NOW + 11, priority=FAST)]) == free


class TestLoadedModels:
    RELOADS = {"wan": 30.0, "ltx": 20.0}
    BOTH = frozenset({"wan", "ltx"})

    def asking(self, *resident):
        return Asking(self.BOTH, frozenset(resident), "w")

    def pair(self, seconds=10.0, **fields):
        """One that is due and needs a reload, and one of the loaded model behind it."""
        return job(1, asked=9, engine="wan"), job(2, engine="ltx", seconds=seconds, **fields)

    def test_the_loaded_model_goes_first_while_that_is_shorter_than_the_reload(self):
        due, loaded = self.pair()
        assert first([due, loaded], (), self.RELOADS, self.asking("ltx")) == loaded

    def test_not_where_nothing_has_to_be_loaded(self):
        due, loaded = self.pair()
        assert first([due, loaded], (), self.RELOADS, self.asking("ltx", "wan")) == due
        assert first([due, loaded], (), {}, self.asking("ltx")) == due

    def test_not_where_it_would_take_longer_than_both_loads(self):
        due, loaded = self.pair(seconds=51)
        assert first([due, loaded], (), self.RELOADS, self.asking("ltx")) == due

    def test_not_for_a_lower_class(self):
        due, loaded = self.pair(priority=BACKGROUND)
        assert first([due, loaded], (), self.RELOADS, self.asking("ltx")) == due

    def test_a_run_holds_others_up_for_three_times_the_loading_at_most(self):
        due, loaded = self.pair()
        begun = [turn(9, ago=n, engine="ltx", seconds=50) for n in range(3)]
        assert first([due, loaded], begun[:2], self.RELOADS, self.asking("ltx")) == loaded
        assert first([due, loaded], begun, self.RELOADS, self.asking("ltx")) == due

    def test_what_other_workers_ran_is_not_this_ones_run(self):
        due, loaded = self.pair()
        begun = [turn(9, ago=n, engine="ltx", seconds=50, worker="another") for n in range(3)]
        assert first([due, loaded], begun, self.RELOADS, self.asking("ltx")) == loaded

    def test_a_promise_within_reach_is_not_broken_for_it(self):
        due, loaded = self.pair(seconds=45)
        for slack, expected in ((42, due), (46, loaded), (-1, loaded)):
            promised = job(
                3, engine="wan", deadline=NOW + slack + 40, seconds=10
            )  # 30 to load and 10 to render
            assert first([due, loaded, promised], (), self.RELOADS, self.asking("ltx")) == expected

    def test_an_overdue_turn_is_not_passed_over(self):
        due, loaded = job(1, asked=LIMITS[NORMAL], engine="wan"), job(2, engine="ltx", priority=PAID)
        assert first([due, loaded], (), self.RELOADS, self.asking("ltx")) == due


@pytest.mark.parametrize("shuffled", [1, -1])
def test_the_order_of_the_rows_does_not_matter(shuffled):
    jobs = [job(n % 3, asked=n % 5, priority=(FAST, NORMAL)[n % 2]) for n in range(20)]
    assert order(jobs[::shuffled]) == order(jobs)


def test_the_example_of_the_documentation():
    """docs/queue.md."""
    ben = job(1, asked=62 * 60, seconds=20)
    team = [job(2, asked=600, seconds=30, priority=PAID) for _ in range(3)]
    cleo = job(3, asked=120, seconds=20, priority=FAST, deadline=NOW + 300)
    ada = job(4, asked=60, seconds=20, priority=PAID)
    turns = [turn(2, ago=40 + n, seconds=40 if n == 0 else 0, over=True, priority=PAID) for n in range(3)]
    waiting = [ben, *team, cleo, ada]
    assert order(waiting, turns) == [ben, cleo, ada, *team]
    later = replace(ben, queued_at=NOW - 59 * 60)
    assert order([later, *waiting[1:]], turns) == [cleo, ada, *team, later]
