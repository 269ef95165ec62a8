"""Which engine "best", "fast" and a name mean, for whom, and at which price."""

import pytest

from billing.models import GrantedPlan, Hold
from generation.engine.registry import UnknownEngine
from generation.models import Job, RenderRequest, RenderWorker
from generation.requests.ask import Ask
from generation.requests.engines import default, resolve
from generation.requests.form import AskForm
from generation.requests.price import price
from generation.requests.refusal import AskRefused, CannotMake
from tests.generation.asking import PROMPT, ask_for
from tests.generation.pretending import FIRST_PICTURE, model

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def free_by_default(settings):
    settings.DEFAULT_PLAN = "free"


@pytest.fixture
def engines(offer):
    """In the operator's order: one for everybody, the fast one, and the best, for Pro."""
    offer(
        model("plain"),
        model("quick", preset="fast", fast=True),
        model("great", plan="pro", credits=3, best=True),
    )


def on(account, plan):
    GrantedPlan.objects.update_or_create(account=account, defaults={"plan": plan, "note": "test"})


def test_without_models_everything_means_the_studio(team):
    assert default() == "studio"
    assert [resolve(name, team) for name in ("", "best", "fast", "studio")] == ["studio"] * 4


@pytest.mark.parametrize(
    ("plan", "best", "fast"),
    [
        ("free", "plain", "quick"),
        ("starter", "plain", "quick"),
        ("pro", "great", "quick"),
        ("team", "great", "quick"),
    ],
)
def test_best_and_fast_are_the_first_marked_that_the_plan_has(engines, team, plan, best, fast):
    on(team, plan)
    assert default() == "best"
    assert (resolve("best", team), resolve("fast", team), resolve("", team)) == (best, fast, best)


def test_a_model_that_a_worker_serves_goes_before_one_that_none_does(engines, team):
    on(team, "pro")
    RenderWorker.objects.update(engines=["plain"])
    assert (resolve("best", team), resolve("fast", team)) == ("plain", "plain")
    RenderWorker.objects.all().delete()
    assert (resolve("best", team), resolve("fast", team)) == ("great", "quick")


def test_whose_plan_has_no_model_gets_the_studio(offer, team):
    offer(model("great", plan="pro", best=True))
    assert resolve("best", team) == "studio"
    on(team, "pro")
    assert resolve("best", team) == "great"


def test_a_guest_gets_what_a_new_account_does(engines, settings):
    assert resolve("best", None) == "plain"
    settings.DEFAULT_PLAN = "pro"
    assert resolve("best", None) == "great"


def test_what_best_means_is_asked_in_a_few_queries_however_many_models_there_are(
    offer, team, django_assert_max_num_queries
):
    offer(*(model(f"m{i}", plan="pro") for i in range(9)))
    with django_assert_max_num_queries(4):
        resolve("best", team)


def test_the_house_has_every_engine(engines, make_account):
    assert resolve("best", make_account("House", kind="house")) == "great"


def test_a_name_means_that_engine_and_an_unknown_one_none(engines, team):
    assert resolve("great", team) == "great"
    with pytest.raises(UnknownEngine, match="choose one of: plain, quick, great, studio"):
        resolve("warp", team)


def test_what_begins_with_a_picture_alone_is_not_meant_for_words(offer, team):
    offer(model("from-picture", FIRST_PICTURE, best=True), model("plain"))
    assert resolve("best", team) == "plain"
    assert resolve("best", team, "variation") == "from-picture"


def test_an_ask_names_its_engine(engines, team):
    assert AskForm({"prompt": PROMPT}, team).is_valid()
    form = AskForm({"prompt": PROMPT, "engine": "fast"}, team)
    assert form.is_valid()
    assert form.ask.engine == "quick"


def test_an_engine_multiplies_the_price(engines):
    plain, great = Ask(PROMPT, duration_ms=8_000), Ask(PROMPT, duration_ms=8_000, engine="great", takes=2)
    assert (price(plain), price(great)) == (4, 4 * 3 * 2)


def test_the_dearer_price_is_held(engines, team):
    on(team, "pro")
    request = ask_for(team, resolution="720p", engine="great")
    assert (request.price, request.hold.credits, request.job.engine) == (3, 3, "great")


def nothing_was_written():
    return not any(kind.objects.exists() for kind in (RenderRequest, Job, Hold))


def test_an_engine_beyond_the_plan_is_refused_with_the_plan_that_has_it(engines, team):
    with pytest.raises(AskRefused, match="The Free plan does not have this engine") as refused:
        ask_for(team, resolution="720p", engine="great")
    assert refused.value.code == "plan"
    assert "Pro" in refused.value.message
    assert nothing_was_written()


def test_settings_that_the_engine_cannot_make_are_refused_with_the_nearest(engines, team):
    on(team, "pro")
    with pytest.raises(CannotMake) as refused:
        ask_for(team, resolution="1080p", fps=50, engine="plain")
    assert refused.value.code == "resolution"
    assert refused.value.message == (
        "Wan 2.1 1.3B makes pictures up to 720p. Wan 2.1 1.3B makes up to 30 frames a second."
    )
    assert [problem.nearest for problem in refused.value.problems] == ["720p", "30"]
    assert nothing_was_written()


def test_the_studio_still_makes_them(engines, team):
    on(team, "pro")
    assert ask_for(team, resolution="1080p", fps=50).job.engine == "studio"


def test_a_model_shows_what_the_studio_has_no_scene_for(engines, team):
    assert ask_for(team, "A red balloon", resolution="720p", engine="plain").state == "queued"


def test_the_same_words_for_another_engine_are_another_render(engines, team):
    first = ask_for(team, resolution="720p", engine="plain")
    assert ask_for(team, resolution="720p", engine="quick").job != first.job
    assert ask_for(team, resolution="720p", engine="plain").job == first.job


def test_what_is_added_for_a_model_is_not_screened_as_the_persons_words(engines, team, monkeypatch):
    from tests.generation import pretending

    monkeypatch.setitem(pretending.ADDED, "cinematic", "A bloody beheading.")
    request = ask_for(team, resolution="720p", engine="plain", look="cinematic")
    assert (request.state, request.verdict["decision"]) == ("queued", "allow")
