"""The classifier's score, what follows from it, and where the thresholds lie. Indecent pictures are not needed."""

import pytest

from generation.screening.frames.registry import detector

from .conftest import reading
from .footage import face, landscape, lettered


@pytest.mark.parametrize("picture", [landscape(), face(), lettered("A walk by the sea")])
def test_harmless_pictures_score_low_and_keep_no_thumbnail(context, picture):
    [line] = detector("nudity").look(reading(picture), context())
    assert line.score < 0.2
    assert (line.rule, line.thumbnail, line.threshold) == ("", b"", 0.5)


def test_the_highest_of_all_frames_speaks(context):
    pictures = [landscape(), landscape(seed=3), face()]
    alone = [detector("nudity").look(reading(one), context())[0].score for one in pictures]
    [line] = detector("nudity").look(reading(*pictures), context())
    assert line.score == max(alone)
    assert line.at_ms == 1_000 * alone.index(max(alone))


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        ({"show": 0.0}, ""),
        ({"hold": 0.0}, "frames-nudity"),
        ({"hold": 0.0, "grave": 0.0}, "frames-nudity-grave"),
    ],
)
def test_from_which_score_on_it_is_shown_held_and_held_as_grave(context, limits, rule):
    [line] = detector("nudity").look(reading(landscape()), context(nudity=limits))
    assert line.rule == rule
    assert line.thumbnail.startswith(b"\xff\xd8")


def test_the_graver_rule_goes_first_in_the_queue(context):
    limits = context().limits
    assert limits.rule("frames-nudity-grave").risk > limits.rule("frames-nudity").risk


def test_no_frame_is_no_answer(context):
    with pytest.raises(ValueError, match="no frame"):
        detector("nudity").look(reading(), context())
