"""Frames on their way to the sink."""

from __future__ import annotations

import numpy as np
import pytest

from generation.engine.diffusion.device.delivery import Delivery

from .rig import Kept

CHUNK = np.zeros((2, 4, 4, 3), np.uint8)


def chunk(value):
    return np.full_like(CHUNK, value)


def test_nothing_is_handed_on_before_the_device_is_free():
    sink, delivery = Kept(), None
    delivery = Delivery(sink, 10 * CHUNK.nbytes)
    for value in range(5):
        delivery.put(value % 2, chunk(value))
    assert sink.takes == {}
    delivery.finish(lambda: None)
    assert [frames[0, 0, 0, 0] for frames in sink.takes[0]] == [0, 2, 4]
    assert [frames[0, 0, 0, 0] for frames in sink.takes[1]] == [1, 3]


def test_beyond_its_bytes_the_oldest_are_handed_on_at_once():
    sink = Kept()
    delivery = Delivery(sink, 2 * CHUNK.nbytes)
    for value in range(5):
        delivery.put(0, chunk(value))
        assert len(sink.takes.get(0, [])) == max(0, value - 1)
    delivery.finish(lambda: None)
    assert [frames[0, 0, 0, 0] for frames in sink.takes[0]] == [0, 1, 2, 3, 4]


def test_a_stop_between_chunks_leaves_the_rest():
    sink, asked = Kept(), []
    delivery = Delivery(sink, 10 * CHUNK.nbytes)
    for value in range(3):
        delivery.put(0, chunk(value))

    def check():
        asked.append(True)
        if len(asked) == 2:
            raise KeyError

    with pytest.raises(KeyError):
        delivery.finish(check)
    assert len(sink.takes[0]) == 1


def test_what_stops_the_decoding_ends_the_decoder():
    ended = []

    def chunks():
        try:
            for value in range(3):
                yield 0, chunk(value)
        finally:
            ended.append(value)

    def check():
        raise KeyError

    sink = Kept()
    with pytest.raises(KeyError):
        Delivery(sink, 10 * CHUNK.nbytes).drain(chunks(), check)
    assert ended == [0]
    assert sink.takes == {}
