"""The Make page where models are configured: engines, what they offer, what lies nearest, what they are told."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.utils.text import slugify

from billing.ledger import balance
from billing.models import GrantedPlan
from generation.engine import registry
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.engine import DiffusionEngine
from generation.engine.diffusion.families import KINDS
from generation.engine.studio.engine import StudioEngine
from generation.models import RenderRequest
from tests.generation.pretending import PICTURE, model
from tests.kept import keep_frames

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FORM = {"prompt": "A red balloon", "duration": "5", "resolution": "720p", "engine": "wan", "key": "one"}


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def models(offer):
    offer(model("wan", best=True), model("big", PICTURE, plan="pro", credits=3))


def page(client, form=None, **more):
    return unescape(client.post("/make/reading", (form or FORM) | more).content.decode())


def address_of(page, label):
    """Where the button of that label leads without JavaScript: path and query."""
    found = re.search(rf'href="([^"]+)"[^>]*>{re.escape(label)}<', page)
    parts = urlsplit(found[1])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_a_site_without_models_has_no_engine_to_choose(client):
    made = client.get("/make?prompt=golden+waves").content.decode()
    assert '<input type="hidden" name="engine" value="studio">' in made
    assert "Studio engine · " in made
    assert 'role="radiogroup" aria-labelledby="l-engine"' not in made
    assert "hx-swap-oob" not in page(client, {"prompt": "golden waves"})


def test_engines_are_offered_with_the_best_chosen(client, models):
    made = client.get("/make?prompt=A+red+balloon").content.decode()
    assert re.search(r'id="engine-best" value="best" checked', made)
    assert "480p by itself, up to 720p" in made
    assert "Wan 2.1 1.3B · " in made
    assert "hx-swap-oob" not in made
    assert made.count('id="look-field"') == 1


def test_an_engine_of_another_plan_is_closed_with_its_name(client, models, team, alice, settings):
    settings.DEFAULT_PLAN = "free"
    client.force_login(alice)
    made = client.get("/make").content.decode()
    assert re.search(
        r'id="engine-big" value="big" disabled><b>Wan 2.2 5B</b><span class="needs">with the Pro plan', made
    )


def test_another_engine_brings_its_own_looks_and_limits_beside_the_reading(client, models):
    changed = page(client)
    assert changed.count('hx-swap-oob="true"') == 7
    assert 'value="drone"' in changed
    assert 'title="Wan 2.1 1.3B makes pictures up to 720p."' in changed
    back = page(client, engine="studio")
    assert 'value="drone"' not in back
    assert 'value="documentary"' in back
    assert "makes pictures up to" not in back


def test_what_it_cannot_make_comes_with_a_press_that_sets_the_nearest(client, models):
    made = page(client, resolution="1080p", sound="on", csrfmiddlewaretoken="x")
    assert "Wan 2.1 1.3B makes pictures up to 720p." in made
    assert 'data-set="resolution" data-value="720p"' in made
    path, query = address_of(made, "Use 720p")
    assert path == "/make"
    assert query == {name: FORM[name] for name in ("prompt", "duration", "resolution", "engine")} | {
        "sound": "on"
    }
    assert re.search(r'type="submit" disabled>Make this clip', made)


def test_a_loop_that_the_words_ask_for_can_be_left_out_without_javascript(client, models):
    made = page(client, prompt="A red balloon, seamless loop", loop="on")
    path, query = address_of(made, "Don't loop it")
    again = client.get(path, query).content.decode()
    assert not re.search(r'name="loop" id="tick-loop" checked', again)
    assert "can&#x27;t make a loop" not in re.sub(r'title="[^"]*"', "", again)


def test_a_choice_that_was_made_and_can_not_be_stays_open_so_that_it_is_sent(client, models):
    made = page(client, resolution="1080p")
    assert re.search(r'value="1080p" checked>', made)
    assert re.search(r'value="1440p" disabled>', made)


def test_a_look_that_the_engine_lacks_is_told_with_one_that_it_has(client, models):
    made = page(client, look="documentary")
    assert "There is no look “documentary”; choose one of: natural, cinematic, drone." in made
    assert 'data-set="look" data-value="natural"' in made
    assert made.count("There is no look") == 1


def test_what_the_model_is_told_is_shown_with_what_was_added(client, models):
    made = page(client, look="drone")
    assert "<ins>Seen from a drone.</ins>" in made
    assert "What the model is told to avoid</summary>blurred, distorted" in made
    assert '<span class="will" title="told to the model">red</span>' in made
    assert "will show" not in made


def test_what_does_not_fit_is_said(client, models):
    assert "The end of your words does not fit." in page(client, prompt="A red balloon " * 40)


def test_the_price_of_the_engine_is_shown_before_paying(client, models):
    assert "Make this clip · 3 credits" in page(client, engine="big")
    assert "Make this clip · 1 credit<" in page(client)


def test_an_unmakeable_clip_is_refused_and_nothing_is_held(client, models, team, alice):
    client.force_login(alice)
    answer = client.post("/make", FORM | {"fps": "60"})
    assert answer.status_code == 422
    assert "makes up to 30 frames a second." in answer.content.decode()
    assert balance(team).held == 0
    assert not RenderRequest.objects.exists()


def test_a_makeable_one_is_submitted_for_its_engine(client, models, team, alice):
    client.force_login(alice)
    GrantedPlan.objects.create(account=team, plan="pro", note="test")
    assert client.post("/make", FORM | {"engine": "big"}).status_code == 302
    request = RenderRequest.objects.get()
    assert (request.ask["engine"], request.job.engine, balance(team).held) == ("big", "big", 3)


def test_an_engine_of_another_plan_is_told_and_not_submitted(client, models, team, alice, settings):
    settings.DEFAULT_PLAN = "free"
    client.force_login(alice)
    answer = client.post("/make", FORM | {"engine": "big"})
    assert answer.status_code == 422
    assert "The Free plan does not have this engine. Pro does: see Plans." in answer.content.decode()
    assert not RenderRequest.objects.exists()


def test_without_javascript_another_engine_can_be_looked_at_first(client, models, team, alice):
    client.force_login(alice)
    answer = client.post("/make", FORM | {"look_again": "on"})
    assert answer.status_code == 200
    assert 'value="drone"' in answer.content.decode()
    assert not RenderRequest.objects.exists()


def test_an_engine_that_is_gone_is_told_and_the_page_still_stands(client, models):
    made = client.get("/make?prompt=A+red+balloon&engine=gone").content.decode()
    assert "There is no engine &#x27;gone&#x27;; choose one of: wan, big, studio." in made
    assert 'id="engine-best"' in made


def test_the_tile_beside_search_results_prices_the_best(client, models, team, alice):
    client.force_login(alice)
    assert "1 credit" in client.get("/make/price", {"prompt": "A red balloon"}).content.decode()


@pytest.fixture
def source(team, make_clip):
    return keep_frames(make_clip(team, fps=25))


def test_to_extend_a_clip_its_form_is_taken_over(client, models, team, alice, source):
    client.force_login(alice)
    made = client.get(f"/make?source={source.pk}&follows=extend").content.decode()
    assert "What happens next?" in made
    assert f'<input type="hidden" name="source" value="{source.pk}">' in made
    assert f'Continues <a href="{source.get_absolute_url()}">' in made
    assert ">Golden waves at sunset</textarea>" in made
    assert 'value="25" checked' in made
    assert "can&#x27;t extend a clip" in made  # the engine that can't is closed
    _, query = address_of(unescape(made), "Remove")
    assert "source" not in query
    assert "follows" not in query
    assert query["prompt"] == "Golden waves at sunset"


def test_a_variation_is_submitted_with_its_source(client, models, team, alice, source):
    client.force_login(alice)
    form = FORM | {"engine": "best", "source": source.pk, "follows": "variation"}
    assert client.post("/make", form).status_code == 302
    ask = RenderRequest.objects.get().ask
    assert (ask["source"], ask["follows"], ask["engine"]) == (source.pk, "variation", "big")


@pytest.mark.parametrize("private", [False, True])
def test_a_stranger_who_names_it_is_refused(client, models, charlie, team, make_clip, private):
    source = keep_frames(make_clip(team, private=private, prompt="A secret plan"))
    client.force_login(charlie)
    made = client.get(f"/make?source={source.pk}&follows=extend").content.decode()
    assert ("There is no such clip." in made) is private
    assert (f"License clip {source.pk} first" in made) is not private
    assert "secret" not in made
    answer = client.post("/make", FORM | {"engine": "big", "source": source.pk, "follows": "extend"})
    assert answer.status_code == 422
    assert not RenderRequest.objects.exists()


def test_a_guest_signs_in_and_keeps_what_is_followed(client, models, source):
    place = client.post("/make", FORM | {"source": source.pk, "follows": "extend"})["Location"]
    assert f"source%3D{source.pk}" in place
    assert "follows%3Dextend" in place
    assert "secret" not in place


def test_a_request_asked_again_follows_the_same(client, models, team, alice, source):
    client.force_login(alice)
    client.post("/make", FORM | {"engine": "big", "source": source.pk, "follows": "extend"})
    request = RenderRequest.objects.get()
    place = client.get(f"/requests/{request.pk}/again")["Location"]
    query = parse_qs(urlsplit(place).query)
    assert (query["source"], query["follows"], query["sound"]) == ([str(source.pk)], ["extend"], ["off"])


def test_the_requests_page_shows_what_the_model_is_told(client, models, team, alice):
    client.force_login(alice)
    place = client.post("/make", FORM | {"look": "drone"})["Location"]
    made = client.get(place).content.decode()
    assert "A red balloon <ins>Seen from a drone.</ins>" in made
    assert "To be avoided: blurred, distorted" in made


def test_once_the_engine_is_gone_the_requests_page_still_stands(client, offer, models, team, alice):
    client.force_login(alice)
    place = client.post("/make", FORM)["Location"]
    offer(model("other"))
    answer = client.get(place)
    assert answer.status_code == 200
    assert "What the model is told" not in answer.content.decode()


def test_every_look_that_any_engine_has_is_shown_by_a_picture():
    looks = {slugify(look) for look in (*DiffusionEngine.looks, *StudioEngine.looks)}
    assert {look for look in looks if finders.find(f"img/looks/{look}.webp") is None} == set()


@pytest.mark.parametrize(
    "more",
    [
        {},
        {
            "resolution": "2160p",
            "fps": 60,
            "duration": 60,
            "aspect": "9:16",
            "look": "time-lapse",
            "loop": "on",
        },
    ],
    ids=["ordinary", "much"],
)
def test_the_page_stands_for_every_model_that_is_known(client, db, more):
    registry.configure(
        ConfiguredModel(name, kind, f"/models/{name}", kind.presets[0]) for name, kind in KINDS.items()
    )
    try:
        for name, kind in KINDS.items():
            made = page(
                client, prompt="five red balloons over a town, no people, with music", engine=name, **more
            )
            assert kind.title in made
            assert "Make this clip" in made
            assert ("data-set=" in made or "choose another engine" in made) or not more
    finally:
        registry.configure(())
