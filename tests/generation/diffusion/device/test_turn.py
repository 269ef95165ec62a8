"""The GPU's turn among threads."""

from __future__ import annotations

import threading

import pytest

from generation.engine.diffusion.device.turn import Turn


class Stop(Exception):
    pass


def free():
    pass


def until(turn, waiting):
    """Wait until so many wait."""
    pause = threading.Event()
    while turn.waiting != waiting:
        pause.wait(0.002)


def test_one_at_a_time_in_the_order_of_asking():
    turn, order, inside = Turn(), [], []

    def job(name):
        with turn.taken(free):
            inside.append(name)
            assert inside == [name]
            order.append(name)
            inside.remove(name)

    threads = [threading.Thread(target=job, args=(name,)) for name in "abcde"]
    with turn.taken(free):
        for count, thread in enumerate(threads, 1):
            thread.start()
            until(turn, count)
    for thread in threads:
        thread.join()
    assert order == list("abcde")
    assert turn.waiting == 0


def test_who_is_told_to_stop_leaves_the_queue_and_the_others_keep_their_order():
    turn, order, stopped, stop = Turn(), [], [], threading.Event()

    def check():
        if stop.is_set():
            raise Stop

    def job(name, check):
        try:
            with turn.taken(check):
                order.append(name)
        except Stop:
            stopped.append(name)

    threads = [threading.Thread(target=job, args=(name, check if name == "b" else free)) for name in "abc"]
    with turn.taken(free):
        for count, thread in enumerate(threads, 1):
            thread.start()
            until(turn, count)
        stop.set()
        threads[1].join()  # while the turn is still somebody else's
        assert stopped == ["b"]
        assert order == []
    for thread in threads:
        thread.join()
    assert order == ["a", "c"]


def test_an_error_inside_gives_the_turn_back():
    turn = Turn()
    with pytest.raises(Stop), turn.taken(free):
        raise Stop
    with turn.taken(free) as waited:
        assert waited >= 0


def test_a_render_that_is_already_stopped_never_gets_the_turn():
    turn, ran = Turn(), []

    def check():
        raise Stop

    with pytest.raises(Stop), turn.taken(check):
        ran.append(True)
    assert ran == []
    assert turn.waiting == 0
