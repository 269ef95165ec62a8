"""What happens on a rainy pane, worked out before the first frame."""

from __future__ import annotations

import numpy as np
import pytest

from generation.engine.studio.families.glass import LONGEST, REFOG, Pane, rain_on
from generation.engine.studio.families.tempo import Tempo

WIDE = 16 / 9


def pane(
    duration: float = 4.0, *, loop: bool = False, amount: float = 1.0, pace: float = 1.0, seed: int = 5
) -> Pane:
    return rain_on(WIDE, Tempo(duration, loop), amount, 1.0, pace, np.random.default_rng(seed))


def test_the_same_seed_rains_the_same():
    one, other, third = pane(), pane(), pane(seed=6)
    assert np.array_equal(one.drops(2.0), other.drops(2.0))
    assert not np.array_equal(one.standing[:50], third.standing[:50])


@pytest.mark.parametrize("duration", [2.0, 4.0, 20.0])
def test_a_loop_comes_back_to_every_drop_and_track(duration):
    looped = pane(duration, loop=True)
    assert np.array_equal(looped.drops(0.0), looped.drops(duration))
    assert np.array_equal(looped.clearings(0.0), looped.clearings(duration))
    assert not np.array_equal(looped.drops(0.0), looped.drops(duration / 2))


def test_a_drop_still_running_at_the_end_of_a_loop_runs_on_at_its_beginning():
    looped = pane(4.0, loop=True)
    longest = max(looped.runs, key=lambda run: len(run.x))
    assert (len(longest.x) - 1) / 30 > 4.0
    before, after = (looped.drops(t)[-40:] for t in (4.0 - 1e-4, 0.0))
    assert before.shape == after.shape
    assert np.abs(before[:, :2] - after[:, :2]).max() < 0.01


def test_standing_drops_do_not_overlap():
    standing = pane().standing
    large = standing[standing[:, 2] > 0.012]
    apart = np.linalg.norm(large[:, None, :2] - large[None, :, :2], axis=2)
    touching = apart < 0.9 * (large[:, None, 2] + large[None, :, 2])
    np.fill_diagonal(touching, False)
    assert not touching.any()


def test_more_rain_means_more_drops_that_run():
    assert len(pane(amount=2.0).runs) > 1.5 * len(pane(amount=0.7).runs)


def test_drops_only_run_down():
    for run in pane().runs:
        assert (np.diff(run.y) <= 1e-6).all()
        assert (run.radius >= 0).all()


def test_a_faster_pace_gets_further():
    def way(pace_: float) -> float:
        return float(np.mean([(run.y[0] - run.y[-1]) / len(run.y) for run in pane(pace=pace_).runs]))

    assert way(2.0) > 1.5 * way(0.5)


def test_a_wiped_drop_is_gone_and_grows_back():
    rain = pane(20.0)
    late = [i for i, t in enumerate(rain.wiped_time) if 2.0 < t < 5.0]
    drop = int(rain.wiped_drop[late[0]])
    moments = np.sort(rain.wiped_time[rain.wiped_drop == drop])
    last = float(moments[moments < 8.0][-1])
    following = moments[moments > last]
    until = float(following[0]) if len(following) else 20.0

    def radius(t: float) -> float:
        return float(rain.drops(t)[drop, 2])

    assert radius(last + 0.2) == 0
    sizes = [radius(t) for t in np.linspace(last + 0.4, min(until - 0.01, last + 8.0), 6)]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 0


def test_a_track_is_clear_when_wiped_and_fogs_over():
    rain = pane(20.0)
    track = rain.tracks[np.argmin(np.abs(rain.tracks[:, 5] - 3.0))]

    def clear(t: float) -> float:
        same = rain.clearings(t)
        mine = same[np.all(np.isclose(same[:, :5], track[:5]), axis=1)]
        return float(mine[0, 5]) if len(mine) else 0.0

    moment = float(track[5])
    assert clear(moment - 0.1) == 0
    assert clear(moment + 0.01) > 0.99
    assert clear(moment + REFOG) == pytest.approx(np.exp(-1), abs=0.02)


def test_rain_has_fallen_for_a_while_when_the_clip_begins():
    rain = pane()
    assert len(rain.clearings(0.0)) > 0.2 * len(rain.clearings(4.0))
    assert rain.tracks[:, 5].min() > -LONGEST - 1


def test_drops_leave_small_ones_behind_that_dry():
    rain = pane(20.0)
    one = rain.passing[(rain.passing[:, 4] > 1) & (rain.passing[:, 4] < 4)][0]
    born, dries = float(one[4]), float(one[5])

    def seen(t: float) -> bool:
        return bool(np.any(np.all(np.isclose(rain.drops(t)[:, :2], one[:2], atol=1e-7), axis=1)))

    assert not seen(born - 0.05)
    assert seen(born + 0.3)
    assert not seen(born + dries + 0.1)


def test_a_light_shower_of_the_shortest_clip_still_has_drops():
    small = pane(2.0, amount=0.05)
    assert len(small.drops(1.0)) > 100
    assert len(small.runs) >= 2
