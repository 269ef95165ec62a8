"""When a render counts as hung: only while a step is due, and for longer than any step took."""

import pytest

from generation.engine.base import Progress
from generation.jobs.movement import LOADING, SLOWEST, WAITING, Movement, watched


class Clock:
    now = 100.0

    def __call__(self):
        return self.now

    def passes(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def movement(clock):
    return Movement(clock)


def test_no_step_for_longer_than_the_patience_is_a_hang(movement, clock):
    with movement.inside():
        movement.progress(Progress(0, 10))
        clock.passes(120)
        assert not movement.hangs(120)
        clock.passes(1)
        assert movement.hangs(120)


def test_saying_the_same_again_is_no_movement(movement, clock):
    with movement.inside():
        movement.progress(Progress(3, 10))
        clock.passes(100)
        movement.progress(Progress(3, 10))
        clock.passes(21)
        assert movement.hangs(120)


def test_a_step_may_take_as_long_as_slow_steps_do_here(movement, clock):
    with movement.inside():
        for done in range(3):
            movement.progress(Progress(done, 10))
            clock.passes(30)
        clock.passes(SLOWEST * 30 - 30)
        assert not movement.hangs(120)
        clock.passes(1)
        assert movement.hangs(120)


def test_waiting_for_the_gpu_may_take_for_ever(movement, clock):
    with movement.inside():
        movement.progress(Progress(0, 10, WAITING))
        clock.passes(1_000_000)
        assert not movement.hangs(120)
        movement.progress(Progress(0, 10))
        clock.passes(121)
        assert movement.hangs(120)


@pytest.mark.parametrize("phase", ["reading", "loading"])
def test_what_has_no_steps_may_take_its_time_and_not_for_ever(movement, clock, phase):
    with movement.inside():
        movement.progress(Progress(0, 10, phase))
        clock.passes(LOADING * 120)
        assert not movement.hangs(120)
        clock.passes(1)
        assert movement.hangs(120)


def test_waiting_does_not_make_later_steps_slow_ones(movement, clock):
    with movement.inside():
        movement.progress(Progress(0, 10, WAITING))
        clock.passes(1000)
        movement.progress(Progress(0, 10))
        clock.passes(1)
        movement.progress(Progress(1, 10))
        clock.passes(121)
        assert movement.hangs(120)


def test_what_the_encoder_takes_is_not_the_engines_time(movement, clock):
    def engine():
        movement.progress(Progress(1, 3))
        yield "first"
        clock.passes(121)
        yield "second"

    frames = watched(engine(), movement)
    assert next(frames) == "first"
    clock.passes(10_000)
    assert movement.still_for() == 0
    assert next(frames) == "second"
    assert movement.still_for() == 0


def test_the_engines_frames_are_closed_with_the_watched_ones(movement):
    closed = []

    def engine():
        try:
            yield "first"
            yield "second"
        finally:
            closed.append(True)

    frames = watched(engine(), movement)
    next(frames)
    frames.close()
    assert closed == [True]
