"""The choices of the Make page: open, or closed with what would open them."""

import pytest

from generation.engine.base import Problem
from generation.requests.ask import Ask
from generation.requests.engine_choices import engine_choices
from generation.requests.limits import limits
from generation.requests.nearest import offer as nearest
from generation.requests.nearest import with_nearest
from tests.generation.pretending import FIRST_PICTURE, PICTURE, model

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def free_by_default(settings):
    settings.DEFAULT_PLAN = "free"


def closed(choices):
    return {one.value: one.closed for one in choices if one.closed}


def test_the_studio_makes_everything(db):
    found = limits(None)
    assert closed(found.resolutions) == closed(found.rates) == closed(found.takes) == {}
    assert (found.longest, found.shortened, found.sound.closed, found.loop.closed) == (60, False, "", "")


def test_what_a_plan_lacks_is_closed_with_the_plan_that_has_it(team):
    found = limits(team)
    assert closed(found.resolutions) == {
        "1080p": "With the Starter plan", "1440p": "With the Pro plan", "2160p": "With the Pro plan"
    }  # fmt: skip
    assert found.largest == "720p"


def test_what_the_engine_cannot_make_is_closed_with_its_reason(offer):
    offer(model("wan"))
    found = limits(None, Ask("", engine="wan"))
    sentence = "Wan 2.1 1.3B makes pictures up to 720p."
    assert closed(found.resolutions) == dict.fromkeys(("1080p", "1440p", "2160p"), sentence)
    assert list(closed(found.rates)) == [50, 60]
    assert (found.longest, found.shortened, found.sizes_closed, found.rates_closed) == (10, True, True, True)
    assert found.loop.closed == "Wan 2.1 1.3B can't make a loop: leave it out."
    assert found.sound.closed == ""


def test_a_plan_is_told_before_the_engine(offer, team):
    offer(model("wan"))
    assert closed(limits(team, Ask("", engine="wan")).resolutions)["1080p"] == "With the Starter plan"


def test_without_models_there_is_nothing_to_choose(db):
    assert engine_choices(None, Ask("")) == ()


def test_every_engine_is_offered_with_what_it_can_do(offer, team):
    offer(
        model("wan", best=True),
        model("big", PICTURE, plan="pro", credits=4),
        model("quick", preset="fast", fast=True),
    )
    found = {one.value: one for one in engine_choices(team, Ask(""))}
    assert list(found) == ["best", "fast", "wan", "big", "quick", "studio"]
    assert [one.title for one in found.values()] == [
        "Best", "Fast", "Wan 2.1 1.3B, wan", "Wan 2.2 5B", "Wan 2.1 1.3B, quick", "Studio"
    ]  # fmt: skip
    assert found["best"].line == "The best picture: Wan 2.1 1.3B at present"
    assert found["wan"].line == "480p by itself, up to 720p · up to 10 s · silent"
    assert found["big"].line == "704p by itself, up to 720p · up to 10 s · silent · 4 times the credits"
    assert (found["big"].plan, found["big"].closed) == ("Pro", True)
    assert not any(one.closed for name, one in found.items() if name != "big")


def test_what_cannot_follow_is_closed_while_a_clip_is_followed(offer, team):
    offer(model("wan"), model("big", PICTURE))
    choices = engine_choices(team, Ask("", source=1, follows="extend"))
    reasons = {one.value: one.reason for one in choices}
    assert reasons == dict.fromkeys(("wan", "studio"), "can't extend a clip") | dict.fromkeys(
        ("best", "fast", "big"), ""
    )


def test_what_only_follows_is_closed_until_a_clip_is_followed(offer, team):
    offer(model("wan"), model("from-picture", FIRST_PICTURE))
    reasons = {one.value: one.reason for one in engine_choices(team, Ask(""))}
    assert reasons["from-picture"] == "makes variations of clips only"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("resolution", "720p", "Use 720p"), ("duration", "5.1", "Use 5.1 s"), ("fps", "24", "Use 24 frames a second"),
        ("takes", "1", "Use 1 take"), ("takes", "2", "Use 2 takes"), ("loop", "false", "Don't loop it"),
        ("sound", "", "Without sound"), ("engine", "studio", "Use Studio"), ("look", "natural", "Use natural"),
        ("resolution", "", ""),
    ],
)  # fmt: skip
def test_a_nearest_value_is_offered_in_words(field, value, words):
    assert nearest(Problem(field, "It can't.", value)) == words


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("resolution", "Too large.", "720p"), "Too large. Use 720p instead."),
        (Problem("resolution", "Too large: choose 720p.", "720p"), "Too large: choose 720p."),
        (Problem("resolution", "Too large.", ""), "Too large."),
        (Problem("loop", "No loops: leave it out.", "false"), "No loops: leave it out."),
    ],
)
def test_without_a_button_the_sentence_says_it(problem, said):
    assert with_nearest(problem) == said
