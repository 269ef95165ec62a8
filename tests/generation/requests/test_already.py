"""The very clip that is asked for is found, and not rendered again."""

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog.publishing import index_later
from catalog.search.changes import apply_changes
from generation.models import Take
from generation.requests.ask import Ask
from generation.requests.reading import read
from tests.generation.asking import ask_for

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PROMPT = "golden waves at sunset"


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def finished(team, make_clip):
    """A published clip that came out of a request."""

    def make(prompt=PROMPT, **settings):
        job = ask_for(team, prompt, **settings).job
        clip = make_clip(prompt=prompt, width=1920, height=1080)
        Take.objects.filter(job=job, index=0).update(clip=clip)
        index_later(clip.pk)
        apply_changes()
        return clip

    return make


def already(prompt=PROMPT, **settings):
    found = read(Ask(prompt, **settings), AnonymousUser()).already
    return found.clip if found else None


def test_the_same_ask_finds_the_clip(finished):
    assert already() is None
    clip = finished()
    assert already() == clip


@pytest.mark.parametrize(
    "prompt", ["Golden waves at sunset.", "sunset, golden waves", "golden waves at sundown"]
)
def test_the_same_specifics_said_otherwise_find_it_too(finished, prompt):
    clip = finished()
    assert already(prompt) == clip


def test_a_clip_made_with_a_seed_serves_whoever_names_none(finished):
    clip = finished(seed=12)
    assert already() == clip


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 7}, {"takes": 2}, {"private": True}, {"quality": "high"}, {"look": "noir"}, {"loop": True},
        {"duration_ms": 8_000}, {"fps": 30}, {"aspect": "9:16"}, {"sound": False},
    ],
)  # fmt: skip
def test_who_asks_for_anything_else_is_not_sent_to_it(finished, other):
    finished()
    assert already(**other) is None


@pytest.mark.parametrize(
    "prompt", ["golden waves at dawn", "blue waves at sunset", "golden waves", "calm golden waves at sunset"]
)
def test_other_specifics_are_another_clip(finished, prompt):
    finished()
    assert already(prompt) is None


def test_a_clip_that_nobody_here_made_is_no_repetition(make_clip):
    clip = make_clip(prompt=PROMPT, width=1920, height=1080)
    index_later(clip.pk)
    apply_changes()
    assert already() is None
