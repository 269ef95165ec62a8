"""Seams: measured as they are seen, and put where they show least."""

from __future__ import annotations

import numpy as np
import pytest

from generation.engine.diffusion.clips.seams import Join, SeamMeter, join, joined

from .scenes import frame, panned, read, texture


def shown(frames, overlap):
    meter = SeamMeter()
    for one in frames:
        meter.look(one)
    return meter.seam(overlap, Join(0))


def pan(first, last):
    return [frame(panned(index / 24, (60, 0))) for index in range(first, last)]


def test_a_film_that_goes_on_has_no_seam():
    assert shown(pan(0, 24), (8, 12)).step == pytest.approx(1, abs=0.15)


def test_a_jump_shows_wherever_in_the_overlap_it_lies():
    for place in range(8, 13):
        jumped = [*pan(0, place), *pan(place + 12, 36)]
        assert shown(jumped, (8, 12)).step > 2
    assert shown([*pan(0, 20), *pan(40, 50)], (8, 12)).step < 1.2, "another place is another seam"


def test_a_picture_that_stands_and_goes_on_standing_has_no_seam():
    assert shown(pan(0, 1) * 20, (8, 12)).step < 1.5


def test_two_segments_that_agree_are_cut():
    chosen = join(pan(0, 6), pan(1, 7))
    assert chosen.dissolve == 0
    assert len(joined(pan(1, 6), pan(1, 6), chosen)) == 5


def test_the_change_is_made_where_the_segments_are_nearest():
    """The new one agrees with the old only at the third overlapping frame."""
    old, new = pan(0, 6), pan(1, 7)
    for index in (0, 1, 4):
        new[index] = np.roll(new[index], 25, axis=0)
    new[5] = pan(6, 7)[0]
    chosen = join(old, new)
    assert chosen.dissolve == 0
    frames = [old[0], *joined(old[1:], new[:-1], chosen), new[-1], *pan(7, 12)]
    assert shown(frames, (1, 6)).step < 1.5


def test_a_dissolve_is_chosen_where_every_cut_shows_and_it_helps():
    """The same picture, a good deal brighter from the new segment on."""
    old = pan(0, 10)
    new = [np.clip(one.astype(np.int16) + 40, 0, 255).astype(np.uint8) for one in pan(1, 11)]
    chosen = join(old, new)
    assert 2 <= chosen.dissolve <= 4
    made = joined(old[1:], new[:-1], chosen)
    assert len(made) == 9
    levels = [one.mean() for one in (old[0], *made, new[-1])]
    cut = abs(new[-1].mean() - old[0].mean())
    assert max(np.abs(np.diff(levels))) < 0.5 * cut


def test_there_is_no_dissolve_where_there_is_no_room_for_one():
    old, new = pan(0, 2), [frame(read(texture(5), *np.mgrid[:144, :256][::-1])) for _ in range(2)]
    assert join(old, new).dissolve == 0
    assert len(joined(old[1:], new[:-1], join(old, new))) == 1
