"""The wait that is told: the queue played forward on the workers that are there."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from generation.scheduling.forecast import Forecast, Station, forecast
from generation.scheduling.model import BACKGROUND, FAST, NORMAL
from generation.scheduling.simulation import simulate
from tests.generation.scheduling.jobs import NOW, job, turn
from tests.generation.scheduling.test_properties import RELOADS, arrivals

STUDIO = frozenset({"studio"})


def station(name="a", *, engines=STUDIO, resident=frozenset(), busy=0.0):
    return Station(name, frozenset(engines), frozenset(resident), NOW + busy)


def told(one, waiting=(), turns=(), stations=None, reloads=None):
    return forecast(one, waiting, turns, [station()] if stations is None else stations, reloads or {}, NOW)


def test_an_idle_worker_takes_it_at_once():
    assert told(job()) == Forecast(0, 0, 0)


def test_no_worker_that_serves_it_tells_nothing():
    assert told(job(engine="wan")) is None
    assert told(job(), stations=()) is None


def test_what_runs_and_what_goes_first_is_waited_for():
    ahead = [job(2, asked=9, seconds=20), job(3, asked=8, seconds=30)]
    running = turn(9, worker="a")
    assert told(job(), ahead, [running], [station(busy=5)]) == Forecast(55, 0, 3)


def test_what_goes_after_it_is_not():
    assert told(job(priority=FAST), [job(2, asked=9), job(3, asked=8)]) == Forecast(0, 0, 0)


def test_the_first_worker_that_is_free_takes_it():
    assert told(job(), stations=[station("a", busy=50), station("b", busy=8)]) == Forecast(8, 0, 0)


def test_its_own_account_had_its_share():
    others = [job(2, seconds=20), job(2, seconds=20)]
    assert told(job(1), others).ahead == 1
    assert told(job(1), others, [turn(2, ago=20, seconds=20, over=True)]).ahead == 0


def test_loading_counts_for_those_before_it_and_is_told_apart_for_itself():
    both = station(engines={"wan", "ltx"}, resident={"ltx"})
    before = job(2, asked=9, engine="wan", seconds=10)
    one = job(1, engine="ltx", seconds=200)
    assert told(one, [before], stations=[both], reloads={"wan": 30.0, "ltx": 20.0}) == Forecast(40, 20, 1)


def test_workers_of_other_engines_go_on_beside_it():
    elsewhere = [job(n, engine="wan", asked=9) for n in range(3)]
    stations = [station("a"), station("b", engines={"wan"})]
    assert told(job(), elsewhere, stations=stations) == Forecast(0, 0, 0)


def test_an_overdue_job_may_go_before_a_better_class_in_the_forecast_too():
    late = job(2, asked=9e5, priority=BACKGROUND, seconds=7)
    assert told(job(priority=NORMAL), [late]) == Forecast(7, 0, 1)


@settings(deadline=None, max_examples=50)
@given(arrivals(most=20, span=0, deadlines=False), st.integers(1, 3))
def test_where_nobody_comes_meanwhile_the_forecast_comes_true(jobs, workers):
    """Each of another account: what one had is not forgotten a little more with each second of a forecast."""
    jobs = [replace(one, account=one.id) for one in jobs]
    engines = frozenset(one.engine for one in jobs)
    begun = {one.job.id: one.started_at for one in simulate(jobs, workers, RELOADS)}
    stations = [Station(str(n), engines, frozenset(), 0.0) for n in range(workers)]
    last = max(jobs, key=lambda one: one.id)
    found = forecast(last, [one for one in jobs if one is not last], (), stations, RELOADS, 0.0)
    assert found.wait == begun[last.id]
