"""The plan of segments: exact for every kind, length and rate."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.engine.diffusion.clips.native import native
from generation.engine.diffusion.clips.problems import continues, follows
from generation.engine.diffusion.clips.segments import plan, segment_seed
from generation.engine.diffusion.families import KINDS
from generation.formats import RATES

from .patience import patient
from .test_native import EVERY_KIND, asked, configured

FOLLOWING = st.sampled_from([None, "variation", "extend"])


@patient
@given(EVERY_KIND, st.integers(2_000, 60_000), st.sampled_from(RATES), FOLLOWING)
def test_a_plan_keeps_exactly_the_frames_and_every_call_can_be_made(kind, duration, fps, following):
    if following and following not in follows(kind):
        return
    needed = native(configured(kind), asked(fps=fps, duration_ms=duration, follows=following)).frames
    if needed > kind.frames.most and not continues(kind):
        with pytest.raises(ValueError, match="can't continue"):
            plan(kind, needed, 7, following)
        return
    segments = plan(kind, needed, 7, following)
    assert sum(segment.keep for segment in segments) == needed
    assert [segment.index for segment in segments] == list(range(len(segments)))
    place = 0
    for segment in segments:
        assert kind.frames.fits(segment.frames)
        assert segment.start == place
        assert segment.keep >= 1
        assert segment.drop + segment.keep <= segment.frames
        assert segment.task in kind.pipelines or (segment.task == "text" and "text" not in kind.pipelines)
        place += segment.keep
    for before, segment in pairwise(segments):
        assert segment.given == segment.drop == kind.context <= before.frames
        assert before.drop + before.keep == before.frames, "only the last segment has a surplus"
    assert len({segment.frames for segment in segments}) == 1, "one shape"


@patient
@given(EVERY_KIND, st.integers(1, 1_500))
def test_no_plan_of_fewer_segments_would_do(kind, frames):
    if not continues(kind):
        return
    segments = plan(kind, frames, 7)
    fewer = len(segments) - 1
    most = kind.frames.most
    assert fewer == 0 or most + (fewer - 1) * (most - kind.context) < frames


@pytest.mark.parametrize(
    ("name", "tasks"),
    [
        ("helios-base", ("text", "extend")),
        ("skyreels-v2-df-1.3b", ("text", "extend")),
        ("ltx-video-2b", ("text", "extend")),
        ("wan-2.2-ti2v-5b", ("text", "image")),
    ],
)
def test_a_model_goes_on_in_the_best_way_that_it_knows(name, tasks):
    first, *later = plan(KINDS[name], 1_440, 7)
    assert (first.task, {segment.task for segment in later}) == (tasks[0], {tasks[1]})


def test_a_variation_begins_with_the_picture_and_keeps_it():
    first = plan(KINDS["wan-2.2-ti2v-5b"], 100, 7, "variation")[0]
    assert (first.task, first.given, first.drop) == ("image", 1, 0)


def test_an_extension_keeps_only_the_last_of_what_it_goes_on_from():
    ltx = plan(KINDS["ltx-video-2b"], 100, 7, "extend")[0]
    wan = plan(KINDS["wan-2.2-ti2v-5b"], 100, 7, "extend")[0]
    assert (ltx.task, ltx.given, ltx.drop) == ("extend", 17, 16)
    assert (wan.task, wan.given, wan.drop) == ("image", 1, 0)


@patient
@given(st.integers(0, 2**31 - 2))
def test_each_segment_has_its_own_seed_the_same_each_time(seed):
    seeds = [segment_seed(seed, index) for index in range(8)]
    assert seeds[0] == seed
    assert len(set(seeds)) == 8
    assert all(0 <= one < 2**31 for one in seeds)
    assert seeds == [segment_seed(seed, index) for index in range(8)]


def test_a_take_and_the_next_one_share_no_segment():
    assert segment_seed(7, 1) != segment_seed(8, 1)
