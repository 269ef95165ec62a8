"""What people do with what they are shown: recorded once, counted for the operator."""

import pytest

from billing.ledger import NotEnoughCredits, balance
from billing.models import Licence
from generation.brief.parse import parse
from generation.models import Job, MatchChoice
from generation.requests.ask import Ask
from generation.requests.choices import Figures, figures, made_anyway, take
from generation.requests.matches import match_clip
from tests.generation.asking import REFUSED, ask_for

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ASK = Ask("golden waves at sunset", resolution="720p")


def near(clip, ask=ASK):
    return [match_clip(parse(ask.prompt), ask, clip)]


def test_taking_a_match_licenses_it_and_is_recorded_with_its_score(team, alice, make_clip):
    clip = make_clip(prompt="golden waves at dusk")
    licence = take(team, alice, clip, ASK)
    choice = MatchChoice.objects.get()
    assert (choice.account, choice.user, choice.clip, choice.taken, choice.request) == (
        team,
        alice,
        clip,
        True,
        None,
    )
    assert choice.score == near(clip)[0].match.score
    assert licence == Licence.objects.get()
    assert balance(team).available == 19
    assert not Job.objects.exists()


def test_taking_it_twice_is_taking_it_once(team, alice, make_clip):
    clip = make_clip()
    assert take(team, alice, clip, ASK) == take(team, alice, clip, ASK)
    assert MatchChoice.objects.count() == 1
    assert balance(team).available == 19


def test_without_credits_nothing_is_recorded(make_account, alice, make_clip):
    poor = make_account("Poor", users=[alice])
    with pytest.raises(NotEnoughCredits):
        take(poor, alice, make_clip(), ASK)
    assert not MatchChoice.objects.exists()
    assert not Licence.objects.exists()


def test_making_a_clip_beside_a_match_is_recorded_once(team, alice, make_clip):
    clip = make_clip()
    request = ask_for(team, ASK.prompt, user=alice)
    for _ in range(2):
        made_anyway(request, near(clip))
    choice = MatchChoice.objects.get()
    assert (choice.taken, choice.request, choice.clip, choice.user) == (False, request, clip, alice)


def test_where_nothing_came_near_there_was_no_choice(team, make_clip):
    request = ask_for(team, ASK.prompt)
    made_anyway(request, [])
    made_anyway(request, near(make_clip(prompt="a night sky full of stars")))
    assert not MatchChoice.objects.exists()


def test_a_refused_prompt_was_no_choice(team, make_clip):
    made_anyway(ask_for(team, REFUSED), near(make_clip()))
    assert not MatchChoice.objects.exists()


def test_the_operator_sees_renders_saved_and_disagreement(team, alice, make_clip, client):
    take(team, alice, make_clip(), ASK)
    made_anyway(ask_for(team, ASK.prompt), near(make_clip()))
    made_anyway(ask_for(team, ASK.prompt, seed=1), near(make_clip(prompt="golden waves at noon")))
    assert figures() == Figures(shown=3, saved=1, made=2, disagreed=1)
    assert figures().percent_saved == 33


def test_figures_of_nothing_are_nothing(db):
    assert figures() == Figures(0, 0, 0, 0)
    assert figures().percent_saved == 0


def test_the_admin_shows_them(team, alice, make_clip, admin_client):
    take(team, alice, make_clip(), ASK)
    page = admin_client.get("/admin/generation/matchchoice/").content.decode()
    assert "1 render saved" in page
    assert "golden waves at sunset" in page
