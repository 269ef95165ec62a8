"""Knowing a clip again by its pictures."""

import time

import numpy as np
import pytest

from catalog.models import Clip, FingerprintFrame
from catalog.recognition import SAME, recognise

pytestmark = [pytest.mark.database, pytest.mark.django_db]
RANDOM = np.random.default_rng(5)


def a_hash():
    return RANDOM.bytes(32)


def flipped(pdq, bits):
    """The hash with this many bits changed."""
    plain = np.unpackbits(np.frombuffer(pdq, np.uint8)).copy()
    plain[RANDOM.choice(256, bits, replace=False)] ^= 1
    return np.packbits(plain).tobytes()


@pytest.fixture
def fingerprinted(make_clip):
    """A function: a clip with frames of these hashes, one a second."""

    def make(hashes, quality=80):
        clip = make_clip()
        FingerprintFrame.objects.bulk_create(
            FingerprintFrame(clip=clip, at_ms=n * 1_000, pdq=pdq, quality=quality)
            for n, pdq in enumerate(hashes)
        )
        return clip

    return make


def dropped(hashes, begin_ms=0, quality=80):
    return [(begin_ms + n * 1_000, pdq, quality) for n, pdq in enumerate(hashes)]


def test_a_re_encode_is_recognised(fingerprinted):
    fingerprinted([a_hash() for _ in range(5)])
    hashes = [a_hash() for _ in range(5)]
    clip = fingerprinted(hashes)
    known = recognise(dropped([flipped(pdq, 28) for pdq in hashes]))
    assert (known.clip_id, known.matched, known.looked_at, known.offset_ms, known.mirrored) == (
        clip.pk,
        5,
        5,
        0,
        False,
    )
    assert 0.8 < known.confidence < 1


def test_the_same_pictures_are_certain(fingerprinted):
    hashes = [a_hash() for _ in range(3)]
    fingerprinted(hashes)
    assert recognise(dropped(hashes)).confidence == 1


@pytest.mark.parametrize(("bits", "known"), [(SAME, True), (SAME + 1, False), (96, False)])
def test_how_different_a_picture_may_be(fingerprinted, bits, known):
    pdq = a_hash()
    fingerprinted([pdq])
    assert bool(recognise(dropped([flipped(pdq, bits)]))) is known


def test_another_clip_is_nobodys(fingerprinted):
    fingerprinted([a_hash() for _ in range(5)])
    assert recognise(dropped([a_hash() for _ in range(5)])) is None


def test_nothing_is_known_of_nothing(fingerprinted):
    assert recognise(dropped([a_hash()])) is None
    fingerprinted([a_hash()])
    assert recognise([]) is None


def test_a_single_frame_is_enough(fingerprinted):
    hashes = [a_hash() for _ in range(4)]
    clip = fingerprinted(hashes)
    assert recognise([(0, hashes[2], 90)]).clip_id == clip.pk


def test_where_a_cut_begins_is_told(fingerprinted):
    hashes = [a_hash() for _ in range(8)]
    fingerprinted(hashes)
    assert recognise(dropped(hashes[3:7])).offset_ms == -3_000
    assert recognise(dropped(hashes[:4], begin_ms=5_000)).offset_ms == 5_000


def test_a_cut_among_other_footage_needs_several_frames(fingerprinted):
    hashes = [a_hash() for _ in range(6)]
    clip = fingerprinted(hashes)
    others = [a_hash() for _ in range(20)]
    assert recognise(dropped(others + hashes[:2])) is None
    known = recognise(dropped(others + hashes[:3]))
    assert (known.clip_id, known.matched, known.looked_at) == (clip.pk, 3, 23)


def test_the_clip_with_most_frames_wins_then_the_closest(fingerprinted):
    shared, own = a_hash(), a_hash()
    fingerprinted([flipped(shared, 10), a_hash()])
    both = fingerprinted([flipped(shared, 20), own])
    assert recognise(dropped([shared, own])).clip_id == both.pk
    near = fingerprinted([shared])
    assert recognise(dropped([shared])).clip_id == near.pk


def test_plain_pictures_tell_nothing(fingerprinted):
    black = bytes(32)
    fingerprinted([black], quality=3)
    assert recognise([(0, black, 3)]) is None
    assert recognise([(0, black, 90)]) is None


def test_a_mirrored_copy_is_recognised_by_its_mirrored_hashes(fingerprinted):
    hashes = [a_hash() for _ in range(3)]
    clip = fingerprinted(hashes)
    seen = [a_hash() for _ in range(3)]
    assert recognise(dropped(seen)) is None
    known = recognise(dropped(seen), mirrored=dropped(hashes))
    assert (known.clip_id, known.mirrored) == (clip.pk, True)


def test_new_and_deleted_clips_are_noticed(fingerprinted):
    first, second = [a_hash()], [a_hash()]
    clip = fingerprinted(first)
    assert recognise(dropped(first))
    assert recognise(dropped(second)) is None
    fingerprinted(second)
    assert recognise(dropped(second))
    FingerprintFrame.objects.filter(clip=clip).delete()
    assert recognise(dropped(first)) is None
    assert recognise(dropped(second))


def test_of_the_frames_in_a_second_the_nearest_counts(fingerprinted):
    """A file may be cut anywhere, and between its clip's seconds the pictures move on."""
    hashes = [a_hash() for _ in range(4)]
    clip = fingerprinted(hashes)
    seen = []
    for n, pdq in enumerate(hashes):
        seen += [
            (n * 1_000 + 100, a_hash(), 80),
            (n * 1_000 + 430, flipped(pdq, 9), 80),
            (n * 1_000 + 760, a_hash(), 80),
        ]
    known = recognise(seen)
    assert (known.clip_id, known.matched, known.looked_at, known.offset_ms) == (clip.pk, 4, 4, 430)


def test_many_frames_of_one_second_are_no_more_than_one(fingerprinted):
    hashes = [a_hash() for _ in range(4)]
    fingerprinted(hashes)
    others = [(n * 1_000, a_hash(), 80) for n in range(1, 8)]
    assert recognise([(200 + n, hashes[0], 80) for n in range(5)] + others) is None


def test_hashes_near_a_boundary_of_the_blocks_are_found(fingerprinted, monkeypatch):
    monkeypatch.setattr("catalog.recognition.BLOCK", 4)
    clips = [(fingerprinted(hashes), hashes) for hashes in ([a_hash() for _ in range(3)] for _ in range(5))]
    for clip, hashes in clips:
        known = recognise(dropped([flipped(pdq, 31) for pdq in hashes]))
        assert (known.clip_id, known.matched) == (clip.pk, 3)


@pytest.mark.speed
def test_ten_thousand_clips_take_a_tenth_of_a_second(make_clip):
    pattern = make_clip()
    Clip.objects.bulk_create(
        Clip(
            **{
                f.attname: getattr(pattern, f.attname)
                for f in Clip._meta.concrete_fields
                if not f.primary_key
            }
        )
        for _ in range(10_000)
    )
    numbers = list(Clip.objects.order_by("pk").values_list("pk", flat=True))
    hashes = RANDOM.bytes(32 * 100_000)
    FingerprintFrame.objects.bulk_create(
        (
            FingerprintFrame(
                clip_id=numbers[n // 10], at_ms=n % 10 * 1_000, pdq=hashes[n * 32 : n * 32 + 32], quality=80
            )
            for n in range(100_000)
        ),
        batch_size=5_000,
    )
    wanted = [(n * 1_000, hashes[(54_320 + n) * 32 : (54_320 + n) * 32 + 32], 80) for n in range(10)]
    recognise(wanted)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        known = recognise(wanted)
        times.append(time.perf_counter() - begun)
    assert (known.clip_id, known.matched) == (numbers[5_432], 10)
    assert min(times) < 0.1
