"""What the queue promises, for any arrivals: nobody waits for ever, no worker idles, a flood delays nobody else."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from generation.scheduling import ageing, fifo, policy
from generation.scheduling.measures import measure
from generation.scheduling.model import BACKGROUND, FAST, NORMAL, PAID, Asking, Waiting
from generation.scheduling.policy import Queue
from generation.scheduling.simulation import simulate
from tests.generation.scheduling.jobs import NOW

CLASSES = (FAST, PAID, NORMAL, BACKGROUND)
RELOADS = {"wan": 40.0, "ltx": 15.0}
ENGINES = ("studio", "wan", "ltx")


@st.composite
def arrivals(draw, most=60, span=4_000, engines=ENGINES, classes=CLASSES, deadlines=True):
    """Requests of a few accounts within a while that the fleet can't keep up with."""
    jobs = []
    for number in range(draw(st.integers(1, most))):
        at = draw(st.integers(0, span))
        seconds = draw(st.integers(1, 300))
        deadline = draw(st.none() | st.integers(1, 2_000)) if deadlines else None
        jobs.append(
            Waiting(
                number, draw(st.integers(1, 8)), draw(st.sampled_from(engines)), draw(st.sampled_from(classes)),
                float(seconds), float(at), None if deadline is None else float(at + deadline),
            )
        )  # fmt: skip
    return jobs


@settings(deadline=None, max_examples=60)
@given(arrivals(), st.integers(1, 4))
def test_every_job_is_rendered_once_and_no_worker_idles_while_one_waits(jobs, workers):
    begun = simulate(jobs, workers, RELOADS)
    assert sorted(one.job.id for one in begun) == sorted(job.id for job in jobs)
    for worker in range(workers):
        own = [one for one in begun if one.worker == worker]
        for before, after in pairwise(own):
            assert after.started_at >= before.ended_at
            waited = [one for one in begun if one.job.queued_at <= before.ended_at < one.started_at]
            assert after.started_at == before.ended_at or not waited


@settings(deadline=None, max_examples=60)
@given(arrivals(), st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_same_arrivals_are_always_rendered_in_the_same_order(jobs, workers, chance):
    shuffled = list(jobs)
    chance.shuffle(shuffled)
    assert simulate(shuffled, workers, RELOADS) == simulate(jobs, workers, RELOADS)


@st.composite
def pressed(draw):
    """A fleet of one, flooded by paid jobs for half a day, and a few others' among them."""
    seconds, share = draw(st.sampled_from([60.0, 150.0])), draw(st.sampled_from([0.5, 0.9]))
    people, classes = draw(st.integers(1, 40)), draw(st.sampled_from([(PAID,), (FAST, PAID), (FAST,)]))
    paid = [
        Waiting(n, 100 + n % people, "studio", classes[n % len(classes)], seconds, n * share * seconds)
        for n in range(int(12_000 / seconds))
    ]
    others = draw(arrivals(most=12, engines=("studio",), classes=(PAID, NORMAL), deadlines=False))
    return paid + [Waiting(10_000 + job.id, *_rest(job)) for job in others]


def _rest(job):
    return job.account, job.engine, job.priority, job.seconds, job.queued_at


@settings(deadline=None, max_examples=12)
@given(pressed())
def test_under_any_pressure_nobody_waits_beyond_the_bound_of_ageing(jobs):
    assert measure(simulate(jobs, 1, {}), 1).beyond == 0


@settings(deadline=None, max_examples=40)
@given(arrivals(span=12_000), st.integers(1, 3))
def test_nor_with_promises_and_models_to_load(jobs, workers):
    limits = dict.fromkeys(ageing.LIMITS, 300.0)
    before = dict(ageing.LIMITS)
    ageing.LIMITS.update(limits)
    ageing.limit.cache_clear()
    try:
        assert measure(simulate(jobs, workers, RELOADS), workers).beyond == 0
    finally:
        ageing.LIMITS.update(before)
        ageing.limit.cache_clear()


def test_first_come_first_served_breaks_no_bound_but_strict_classes_would():
    """The measure can fail: a policy without ageing lets a free request wait until the paid ones stop."""
    paid = [Waiting(n, n, "studio", PAID, 20.0, n * 19.0) for n in range(1_000)]
    free = Waiting(5_000, 5_000, "studio", NORMAL, 20.0, 1.0)

    def strict(waiting, turns, reloads, asking, now):
        return min(waiting, key=lambda job: (job.priority, job.queued_at), default=None)

    assert measure(simulate([*paid, free], 1, {}, strict), 1).beyond == 1
    assert measure(simulate([*paid, free], 1, {}), 1).beyond == 0
    waited = next(one for one in simulate([*paid, free], 1, {}) if one.job == free)
    assert ageing.LIMITS[NORMAL] <= waited.wait <= ageing.LIMITS[NORMAL] + 20.0 * (ageing.EVERY + 1)
    assert measure(simulate([*paid, free], 1, {}, fifo.choose), 1).beyond == 0


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 200), st.integers(1, 4), st.integers(0, 3_000),
    st.lists(st.integers(1, 120), min_size=1, max_size=30), st.sampled_from(CLASSES),
)  # fmt: skip
def test_a_flood_delays_another_accounts_first_job_by_two_jobs_at_most(size, workers, at, lengths, priority):
    """By the one that runs, and by one of the flood's overdue if it is their turn."""
    flood = [Waiting(n, 1, "studio", priority, float(lengths[n % len(lengths)]), 0.0) for n in range(size)]
    single = Waiting(9_999, 2, "studio", priority, 10.0, float(at))
    begun = simulate([*flood, single], workers, {})
    wait = next(one.wait for one in begun if one.job == single)
    assert wait <= 2 * max(lengths)
    if begun[-1].started_at < ageing.LIMITS[priority]:
        assert wait <= max(lengths)


@settings(deadline=None, max_examples=60)
@given(arrivals(most=25, span=0), st.sampled_from(ENGINES))
def test_a_loaded_model_never_breaks_a_promise_within_reach(jobs, loaded):
    """Whenever a job goes first only because its model is loaded, every promise that could be kept still can be."""
    asking = Asking(frozenset(ENGINES), frozenset({loaded, "studio"}), "w")
    now, waiting = 0.0, list(jobs)
    queue, unloaded = Queue(waiting, (), RELOADS, now), Asking(asking.engines, asking.engines, "w")

    def slack(job, at):
        return (
            job.deadline - job.seconds - at - (0.0 if job.engine in asking.resident else RELOADS[job.engine])
        )

    while chosen := queue.take(asking, now):
        waiting.remove(chosen)
        otherwise = Queue([*waiting, chosen], (), {}, now).take(unloaded, now)
        if chosen.engine in asking.resident and otherwise.engine not in asking.resident:
            after = now + chosen.seconds
            kept = [job for job in waiting if job.deadline is not None and slack(job, now) >= 0]
            assert all(slack(job, after) >= 0 for job in kept) or chosen.deadline is not None
        now += chosen.seconds


@settings(deadline=None, max_examples=30)
@given(arrivals(most=40, span=0, deadlines=False), st.sampled_from(["wan", "ltx"]))
def test_a_run_of_the_loaded_model_ends(jobs, loaded):
    """The one that is due is passed over for three times both loads at most, however many of the other model wait."""
    due = Waiting(-1, 99, "wan" if loaded == "ltx" else "ltx", FAST, 10.0, -1.0)
    more = [Waiting(1_000 + n, n, loaded, FAST, 12.0, 0.0) for n in range(60)]
    now, asking = 0.0, Asking(frozenset(ENGINES), frozenset({loaded}), "w")
    queue = Queue([due, *more, *jobs], (), RELOADS, now)
    while (chosen := queue.take(asking, now)) != due:
        now += chosen.seconds
    assert now <= 3 * sum(RELOADS.values())


@settings(deadline=None, max_examples=60)
@given(arrivals())
def test_choosing_one_at_a_time_and_listing_the_order_agree(jobs):
    asking = Asking(frozenset(ENGINES), frozenset({"wan"}), "w")
    order = Queue(jobs, (), RELOADS, NOW).order(asking, NOW)
    assert next(order) == policy.choose(jobs, (), RELOADS, asking, NOW)
    assert len([*order]) == len(jobs) - 1
