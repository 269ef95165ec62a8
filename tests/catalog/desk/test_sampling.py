"""The sample: a share of what the policy let pass by itself is looked at afterwards."""

import pytest

from catalog import desk, sampling
from catalog.models import Clip, Review
from catalog.publishing import publish

from .conftest import later, state

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def everything(settings):
    settings.SAMPLE_PERCENT = 100


@pytest.fixture
def sample(everything, make_clip, team):
    clip = make_clip(team, state=Clip.State.REVIEWING)
    publish(clip)
    return Review.objects.get(kind=Review.Kind.SAMPLE)


def test_a_sample_opens_with_the_publication(sample, team):
    assert (sample.account, sample.rule, state(sample)) == (team, "sample", ("open", "published"))


def test_what_a_person_published_is_no_sample(everything, make_clip, mo):
    publish(make_clip(state=Clip.State.REVIEWING), mo)
    assert not Review.objects.exists()


def test_a_repeat_opens_no_second_one(sample):
    publish(sample.clip)
    assert Review.objects.count() == 1


def test_a_publication_that_fails_leaves_no_sample(everything, make_clip):
    from catalog.signals import clip_published

    def refuse(sender, **kwargs):
        raise RuntimeError("no room")

    clip = make_clip(state=Clip.State.REVIEWING)
    clip_published.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            publish(clip)
    finally:
        clip_published.disconnect(refuse)
    assert not Review.objects.exists()


def test_the_share_is_kept_and_the_choice_stands(settings):
    settings.SAMPLE_PERCENT = 2
    first = [n for n in range(20_000) if sampling.chosen(n)]
    assert 300 < len(first) < 500
    assert first == [n for n in range(20_000) if sampling.chosen(n)]
    settings.SAMPLE_PERCENT = 10
    assert set(first) < {n for n in range(20_000) if sampling.chosen(n)}


def test_none_and_all(settings):
    settings.SAMPLE_PERCENT = 0
    assert not any(map(sampling.chosen, range(1000)))
    settings.SAMPLE_PERCENT = 100
    assert all(map(sampling.chosen, range(1000)))


def test_rightly_passed_changes_nothing(sample, mo):
    desk.decide(sample, mo, approve=True)
    later(sample, 11)
    desk.carry_out_due()
    assert state(sample) == (Review.State.APPROVED, Clip.State.PUBLISHED)


def test_wrongly_passed_leaves_the_catalogue(sample, mo):
    desk.decide(sample, mo, approve=False, reason="It shows a real person.")
    later(sample, 11)
    desk.carry_out_due()
    assert state(sample)[0] == Review.State.REJECTED
    assert state(sample)[1] not in (Clip.State.PUBLISHED, Clip.State.REVIEWING)
