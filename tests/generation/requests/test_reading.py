"""What a person is told before anything is spent, and what the catalogue already has."""

import pytest
from django.contrib.auth.models import AnonymousUser

from billing.models import Hold
from catalog.models import Clip, IndexChange
from catalog.publishing import index_later
from catalog.search.changes import apply_changes
from generation.models import Job, RenderRequest
from generation.requests.ask import Ask
from generation.requests.matches import find_matches
from generation.requests.reading import read
from tests.generation.asking import HELD, PROMPT, REFUSED, ask_for

pytestmark = [pytest.mark.database, pytest.mark.django_db]

GUEST = AnonymousUser()


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def make_findable(make_clip):
    """A clip that the index has heard of, 1080p as an ask wants it."""

    def make(*args, **fields):
        clip = make_clip(*args, **({"width": 1920, "height": 1080} | fields))
        index_later(clip.pk)
        apply_changes()
        return clip

    return make


def found(prompt, viewer=GUEST, **settings):
    reading = read(Ask(prompt, **settings), viewer)
    return [(one.clip, one.match.words) for one in reading.matches]


def test_a_reading_tells_everything_and_writes_nothing(db):
    reading = read(Ask(PROMPT, duration_ms=8_000, takes=2), GUEST)
    assert (reading.price, reading.verdict.decision, reading.coverage.subject) == (8, "allow", "shown")
    assert reading.seconds > 0
    assert (reading.ahead, reading.wait_seconds) == (0, 0)
    assert (reading.makeable, reading.needs_consent, reading.lacking) == (True, False, [])
    for model in (RenderRequest, Job, Hold, IndexChange):
        assert not model.objects.exists()


def test_those_who_wait_already_are_counted(team):
    ask_for(team, seed=1)
    assert read(Ask(PROMPT), GUEST).ahead == 1


@pytest.mark.parametrize(
    ("prompt", "makeable", "consent"),
    [
        (PROMPT, True, False),
        (HELD, True, False),
        (REFUSED, False, True),
        ("A surfer on golden waves", True, True),
        ("A red balloon", False, True),
    ],
)
def test_what_can_be_made_and_what_needs_a_yes(db, prompt, makeable, consent):
    reading = read(Ask(prompt), GUEST)
    assert (reading.makeable, reading.needs_consent) == (makeable, consent)


def test_the_catalogues_own_clip_is_offered_first(make_findable):
    near, same = make_findable(prompt="Blue waves at sunset"), make_findable(prompt=PROMPT)
    assert found(PROMPT) == [(same, "fits"), (near, "nearly")]


def test_what_is_unlike_is_left_out(make_findable):
    make_findable(prompt="Rain on a window")
    assert found(PROMPT) == []


def test_a_refused_prompt_is_not_looked_up(make_findable):
    make_findable(prompt="Golden waves")
    assert found(REFUSED) == []


def test_private_clips_are_offered_to_their_own_people_alone(make_findable, team, alice, charlie, mo):
    clip = make_findable(team, prompt=PROMPT, private=True)
    assert found(PROMPT, alice) == [(clip, "fits")]
    for stranger in (charlie, mo, GUEST):
        assert found(PROMPT, stranger) == []


def test_a_clip_withdrawn_since_the_index_heard_is_not_offered(make_findable):
    clip = make_findable(prompt=PROMPT)
    Clip.objects.filter(pk=clip.pk).update(state=Clip.State.WITHDRAWN)
    assert found(PROMPT) == []


def test_at_most_as_many_as_asked_for(make_findable):
    for hour in ("sunset", "dawn", "dusk", "night", "noon", "blue hour"):
        make_findable(prompt=f"Golden waves at {hour}")
    ask = Ask(PROMPT)
    brief = read(ask, GUEST).brief
    assert len(find_matches(brief, ask, GUEST)) == 4
    assert len(find_matches(brief, ask, GUEST, limit=2)) == 2
