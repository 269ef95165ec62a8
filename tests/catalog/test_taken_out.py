"""What was taken out of the catalogue is known when it comes again."""

import numpy as np
import pytest

from catalog.models import Clip, FingerprintFrame
from catalog.taken_out import Repeated, repeated
from tests.catalog.test_recognition import a_hash, flipped

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def with_frames(make_clip):
    def make(state, *hashes, quality=80):
        clip = make_clip(state=state)
        FingerprintFrame.objects.bulk_create(
            FingerprintFrame(clip=clip, at_ms=1_000 * at, pdq=pdq, quality=quality)
            for at, pdq in enumerate(hashes)
        )
        return clip

    return make


@pytest.mark.parametrize("state", [Clip.State.REJECTED, Clip.State.WITHDRAWN])
def test_a_frame_of_a_clip_that_was_taken_out_is_known(with_frames, state):
    pdq = a_hash()
    clip = with_frames(state, a_hash(), pdq)
    asked = [(0, a_hash(), 80), (3_000, flipped(pdq, 20), 80)]
    assert repeated(asked, [], 31) == Repeated(clip.pk, 20, 3_000, mirrored=False)
    assert repeated([], asked, 31) == Repeated(clip.pk, 20, 3_000, mirrored=True)


@pytest.mark.parametrize("state", [Clip.State.PUBLISHED, Clip.State.REVIEWING])
def test_what_is_in_the_catalogue_or_waits_may_come_again(with_frames, state):
    pdq = a_hash()
    with_frames(state, pdq)
    assert repeated([(0, pdq, 80)], [], 31) is None


def test_the_nearest_of_several_is_told(with_frames):
    pdq = a_hash()
    with_frames(Clip.State.REJECTED, flipped(pdq, 30))
    near = with_frames(Clip.State.WITHDRAWN, flipped(pdq, 4))
    assert repeated([(0, pdq, 80)], [], 31).clip_id == near.pk


def test_beyond_the_distance_it_is_another_picture(with_frames):
    pdq = a_hash()
    with_frames(Clip.State.REJECTED, flipped(pdq, 32))
    assert repeated([(0, pdq, 80)], [], 31) is None
    assert repeated([(0, pdq, 80)], [], 32) is not None


def test_pictures_that_tell_nothing_are_compared_with_nothing(with_frames):
    pdq = a_hash()
    with_frames(Clip.State.REJECTED, pdq, quality=10)
    assert repeated([(0, pdq, 80)], [], 31) is None
    other = with_frames(Clip.State.REJECTED, pdq)
    assert repeated([(0, pdq, 10)], [], 31) is None
    assert repeated([(0, pdq, 80)], [], 31).clip_id == other.pk


def test_an_empty_catalogue_knows_nothing():
    assert repeated([(0, np.zeros(32, np.uint8).tobytes(), 80)], [], 31) is None
