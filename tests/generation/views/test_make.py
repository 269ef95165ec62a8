"""The Make page: read before anything is spent, submitted once."""

import pytest

from billing.ledger import balance
from billing.models import Licence
from generation.models import Job, MatchChoice, RenderRequest

pytestmark = pytest.mark.database

FORM = {
    "prompt": "golden waves at sunset",
    "duration": "5",
    "aspect": "16:9",
    "resolution": "720p",
    "sound": "on",
    "key": "one",
}


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


def test_the_reading_marks_each_word_and_writes_nothing(client, db):
    page = client.post("/make/reading", {**FORM, "prompt": "a surfer on golden waves"}).content.decode()
    assert (
        '<span class="cannot" title="can&#x27;t show: the studio engine has no people">surfer</span>' in page
    )
    assert '<span class="will" title="will show">waves</span>' in page
    assert "Leave it out" in page
    assert not RenderRequest.objects.exists()
    assert not Job.objects.exists()


def test_a_refused_prompt_is_told_its_rule_before_anything_is_spent(client, db):
    page = client.post(
        "/make/reading", {**FORM, "prompt": "a pornographic scene on a beach"}
    ).content.decode()
    assert "not allowed" in page
    assert "disabled" in page


def test_html_in_a_prompt_is_only_text(client, db):
    page = client.post(
        "/make/reading", {**FORM, "prompt": "<script>alert(1)</script> waves"}
    ).content.decode()
    assert "<script>" not in page


def test_what_the_catalogue_has_is_offered_with_what_differs(client, make_clip):
    from catalog.publishing import index_later
    from catalog.search.changes import apply_changes

    clip = make_clip(prompt="golden waves at dusk")
    index_later(clip.pk)
    apply_changes()
    page = client.post("/make/reading", FORM).content.decode()
    assert "dusk, you asked for sunset" in page
    assert "Use this · 1 credit" in page


def test_a_submit_holds_the_credits_and_goes_to_the_request(client, team, alice):
    client.force_login(alice)
    answer = client.post("/make", FORM)
    request = RenderRequest.objects.get()
    assert answer["Location"] == f"/requests/{request.pk}"
    assert (balance(team).available, balance(team).held) == (19, 1)


def test_the_same_form_sent_twice_is_one_request(client, team, alice):
    client.force_login(alice)
    places = {client.post("/make", FORM)["Location"] for _ in range(2)}
    assert len(places) == 1
    assert balance(team).held == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"prompt": ""}, "the prompt is empty"),
        ({"prompt": "🌊🌊"}, "has no words"),
        ({"duration": "99"}, "99 s is out of range"),
        ({"aspect": "3:2"}, "There is no shape"),
        ({"prompt": "a red car"}, "has no scene for this"),
        ({"prompt": "a surfer on golden waves"}, "without the surfer"),
        ({"resolution": "2160p", "duration": "60"}, "costs 48 credits and you have 20"),
    ],
)
def test_bad_input_is_answered_and_nothing_is_held(client, team, alice, change, sentence):
    client.force_login(alice)
    answer = client.post("/make", {**FORM, **change})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert balance(team).held == 0
    assert not RenderRequest.objects.exists()


def test_a_yes_to_what_cannot_be_shown_goes_on(client, team, alice):
    client.force_login(alice)
    answer = client.post("/make", {**FORM, "prompt": "a surfer on golden waves", "accept_partial": "on"})
    assert answer.status_code == 302
    assert RenderRequest.objects.get().state == "queued"


def test_a_refused_prompt_becomes_a_request_that_cost_nothing(client, team, alice):
    client.force_login(alice)
    place = client.post("/make", {**FORM, "prompt": "a pornographic scene on a beach"})["Location"]
    page = client.get(place).content.decode()
    assert "Nothing was charged." in page
    assert balance(team).held == 0


def test_a_guest_is_asked_to_sign_in_and_keeps_the_form(client, db):
    place = client.post("/make", FORM)["Location"]
    assert place.startswith("/sign-in?next=/make")
    assert "golden" in place
    assert not RenderRequest.objects.exists()


def test_words_prefill_the_form_and_the_address_counts_more(client, db):
    page = client.get("/make?prompt=vertical+rain,+4k,+seamless+loop&resolution=720p").content.decode()
    assert 'value="9:16" checked' in page
    assert 'value="720p" checked' in page
    assert 'name="loop" checked' in page


@pytest.fixture
def offered(client, team, alice, make_clip):
    """Alice sees a finished clip of the very thing that she asks for, 720p as the form says."""
    from catalog.publishing import index_later
    from catalog.search.changes import apply_changes

    client.force_login(alice)
    job = RenderRequest.objects.get(pk=client.post("/make", FORM)["Location"].split("/")[-1]).job
    clip = make_clip(prompt=FORM["prompt"])
    job.takes.update(clip=clip)
    Job.objects.update(state="done")
    index_later(clip.pk)
    apply_changes()
    return clip


def test_using_a_match_licenses_it_at_once(client, offered, team):
    answer = client.post(f"/make/use/{offered.pk}", FORM)
    licence = Licence.objects.get()
    assert answer["Location"] == licence.get_absolute_url()
    assert licence.clip == offered
    assert MatchChoice.objects.get().taken
    assert Job.objects.count() == 1


def test_a_guest_who_uses_a_match_is_taken_to_its_licences(client, make_clip):
    clip = make_clip()
    assert client.post(f"/make/use/{clip.pk}", FORM)["Location"] == f"/clips/{clip.pk}/license"
    assert not Licence.objects.exists()
    assert not MatchChoice.objects.exists()


def test_a_strangers_private_clip_can_not_be_used(client, team, alice, charlie, make_clip):
    clip = make_clip(team, private=True)
    client.force_login(charlie)
    assert client.post(f"/make/use/{clip.pk}", FORM).status_code == 404
    assert not Licence.objects.exists()


def test_using_is_no_link(client, offered):
    assert client.get(f"/make/use/{offered.pk}").status_code == 405


def test_what_has_been_made_is_not_rendered_again(client, offered, team):
    before = balance(team)
    answer = client.post("/make", FORM | {"key": "two"})
    assert answer.status_code == 422
    assert "This very clip has been made" in answer.content.decode()
    assert "Make mine anyway" in answer.content.decode()
    assert RenderRequest.objects.count() == 1
    assert balance(team) == before


def test_a_person_may_insist(client, offered):
    assert client.post("/make", FORM | {"key": "two", "insist": "on"}).status_code == 302
    choice = MatchChoice.objects.get()
    assert (choice.taken, choice.score, choice.clip) == (False, 1.0, offered)


def test_the_same_form_sent_again_is_the_same_request_though_its_clip_is_there(client, offered):
    assert client.post("/make", FORM).status_code == 302
    assert RenderRequest.objects.count() == 1
