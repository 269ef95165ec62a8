"""No render repeats a clip that somebody licensed exclusively."""

import pytest

from billing import licensing
from billing.models import Hold, Licence
from billing.withdrawal import withdraw
from generation.models import Job, RenderRequest
from generation.requests.ask import Ask
from generation.requests.refusal import AskRefused
from tests.generation.asking import PROMPT, ask_for

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def buyer(make_account):
    return make_account("Buyer", credits=100)


@pytest.fixture
def sold(buyer, make_clip):
    """A clip as this very prompt with these settings gives it, licensed exclusively."""
    clip = make_clip(prompt=PROMPT, seed=Ask(PROMPT).take_seed(0))
    licensing.issue(buyer, None, clip, "exclusive")
    return clip


def seeds(request):
    return [Ask(**request.job.spec).take_seed(take.index) for take in request.job.takes.all()]


def test_the_same_ask_gets_a_seed_of_its_own(sold, team):
    request = ask_for(team)
    assert sold.seed not in seeds(request)
    assert seeds(request) == [take.seed for take in request.job.takes.all()]


def test_who_asks_the_same_meanwhile_shares_that_render(sold, team, charlie):
    first, second = ask_for(team), ask_for(charlie.accounts.get())
    assert first.job == second.job


def test_the_form_sent_twice_is_one_request(sold, team):
    assert ask_for(team, key="one") == ask_for(team, key="one")
    assert Job.objects.count() == 1


@pytest.mark.parametrize("prompt", [PROMPT, "golden waves, at sunset", "Golden   waves at SUNSET"])
def test_naming_the_seed_is_refused_however_it_is_worded_and_costs_nothing(sold, team, prompt):
    with pytest.raises(AskRefused, match="licensed this very clip exclusively"):
        ask_for(team, prompt, seed=sold.seed)
    assert not RenderRequest.objects.exists()
    assert not Hold.objects.filter(account=team).exists()


def test_one_of_several_takes_is_enough(sold, team):
    with pytest.raises(AskRefused):
        ask_for(team, seed=sold.seed - 1, takes=2)


def test_another_prompt_with_that_seed_is_made(sold, team):
    assert seeds(ask_for(team, "Blue particle waves", seed=sold.seed)) == [sold.seed]


def test_a_clip_that_is_not_exclusive_may_be_made_again(team, buyer, make_clip):
    clip = make_clip(prompt=PROMPT, seed=Ask(PROMPT).take_seed(0))
    licensing.issue(buyer, None, clip, "standard")
    assert seeds(ask_for(team)) == [clip.seed]


def test_a_withdrawn_exclusive_licence_hinders_nobody(sold, team, mo):
    withdraw(Licence.objects.get(), mo, "mistake", "Issued by mistake.")
    assert seeds(ask_for(team)) == [sold.seed]


@pytest.mark.parametrize("interim", [True, False])
def test_what_was_taken_down_is_not_made_again(team, make_clip, mo, interim):
    from catalog.takedown import hide, put_back, take_down

    clip = make_clip(prompt=PROMPT, seed=Ask(PROMPT).take_seed(0))
    if interim:
        hide(clip, reason="It was reported.", cause="law")
    else:
        take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
    assert clip.seed not in seeds(ask_for(team))
    with pytest.raises(AskRefused, match="was taken down"):
        ask_for(team, key="named", seed=clip.seed)
    put_back(clip, actor=mo, reason="It shows nobody.")
    assert clip.seed in seeds(ask_for(team, key="again", seed=clip.seed))
