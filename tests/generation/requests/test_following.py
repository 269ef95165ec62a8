"""Variations and extensions: asked for by whom they may be, made for their account, known by what they follow."""

import pytest

from billing.models import GrantedPlan, Hold
from catalog.models import Clip
from catalog.publishing import index_later
from catalog.search.changes import apply_changes
from catalog.takedown import take_down
from catalog.twins import twins
from generation.models import Job, RenderRequest, Take
from generation.requests.ask import Ask
from generation.requests.follow_ups import ways
from generation.requests.form import AskForm
from generation.requests.prefill import of_source
from generation.requests.reading import read
from generation.requests.refusal import AskRefused
from tests.generation.asking import PROMPT, ask_for, begun
from tests.generation.pretending import PICTURE, model
from tests.kept import keep_frames

pytestmark = [pytest.mark.database, pytest.mark.django_db]

MAKE = {"resolution": "720p", "engine": "big"}


@pytest.fixture(autouse=True)
def engines(offer, settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    offer(model("plain", best=True), model("big", PICTURE))


@pytest.fixture
def source(team, make_clip):
    return keep_frames(make_clip(team))


def form(account, viewer, clip, **more):
    return AskForm({"prompt": PROMPT, "source": clip.pk, "follows": "extend"} | more, account, viewer)


def nothing_was_written():
    return not any(kind.objects.exists() for kind in (RenderRequest, Job, Hold))


def test_a_follow_up_is_asked_of_an_engine_that_can(team, alice, source):
    found = form(team, alice, source)
    assert found.is_valid(), found.errors
    assert (found.ask.source, found.ask.follows, found.ask.engine) == (source.pk, "extend", "big")
    assert found.followed == source


@pytest.mark.parametrize("engine", ["plain", "studio"])
def test_an_engine_that_cannot_is_told_with_one_that_can(team, alice, source, engine):
    found = form(team, alice, source, engine=engine)
    assert not found.is_valid()
    [problem] = found.problems
    assert (problem.field, problem.nearest) == ("engine", "big")
    assert "can't extend a clip. Choose another." in problem.sentence


def test_where_no_engine_can_it_is_said(team, alice, source, offer):
    offer(model("plain"))
    found = form(team, alice, source)
    assert found.errors["engine"] == ["Studio can't extend a clip. No engine here can."]


@pytest.mark.parametrize("given", [{"source": ""}, {"follows": ""}])
def test_both_what_and_how_have_to_be_said(team, alice, source, given):
    found = form(team, alice, source, **given)
    assert found.errors["follows"] == ["Say both which clip to follow and how: a variation, or an extension."]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"source": "x"}, "source", "The clip to follow is named by its number."),
        ({"source": "9" * 30}, "source", "There is no such clip."),
        ({"source": "-1"}, "source", "There is no such clip."),
        (
            {"follows": "remix"},
            "follows",
            "There is no way to follow “remix”; choose one of: variation, extend.",
        ),
    ],
)
def test_bad_input_is_told_in_a_sentence(team, alice, source, given, field, sentence):
    assert form(team, alice, source, **given).errors[field] == [sentence]


def test_a_stranger_and_a_guest_learn_nothing_of_a_private_clip(team, charlie, mo, make_clip):
    clip = keep_frames(make_clip(team, private=True))
    for account, viewer in ((charlie.accounts.get(), charlie), (mo.accounts.get(), mo), (None, None)):
        assert form(account, viewer, clip).errors["source"] == ["There is no such clip."]
        assert of_source({"source": str(clip.pk)}, account, viewer or charlie) == {}


def test_what_follows_from_a_private_clip_is_private(team, alice, make_clip):
    clip = keep_frames(make_clip(team, private=True))
    found = form(team, alice, clip)
    assert found.is_valid()
    assert found.ask.private
    with pytest.raises(AskRefused, match="is private, and so is every clip that follows from it") as refused:
        ask_for(team, source=clip.pk, follows="extend", **MAKE)
    assert refused.value.code == "private"
    assert nothing_was_written()


def test_the_form_takes_after_the_clip(team, alice, make_clip):
    clip = keep_frames(make_clip(team, width=720, height=1280, fps=30, look="cinematic"))
    assert of_source({"source": str(clip.pk)}, team, alice) == {
        "prompt": PROMPT, "aspect": "9:16", "resolution": "720p", "fps": 30, "look": "cinematic"
    }  # fmt: skip


def test_a_licensee_reads_no_prompt_that_is_not_public(charlie, make_clip):
    from billing import licensing

    clip = keep_frames(make_clip(prompt_public=False))
    licensing.issue(charlie.accounts.get(), charlie, clip, "standard")
    assert "prompt" not in of_source({"source": str(clip.pk)}, charlie.accounts.get(), charlie)


def test_it_is_submitted_with_what_it_follows(team, alice, source):
    request = ask_for(team, user=alice, source=source.pk, follows="variation", **MAKE)
    assert (request.ask["source"], request.job.spec["follows"]) == (source.pk, "variation")


@pytest.mark.parametrize("whose", ["charlie", "mo"])
def test_others_are_refused_at_the_last_moment_too(source, whose, request):
    account = request.getfixturevalue(whose).accounts.get()
    with pytest.raises(AskRefused) as refused:
        ask_for(account, source=source.pk, follows="extend", **MAKE)
    assert refused.value.code == "source"
    assert nothing_was_written()


def test_a_clip_taken_down_meanwhile_is_followed_no_more(team, alice, mo, source):
    assert form(team, alice, source).is_valid()
    take_down(source, actor=mo, reason="It is somebody's likeness.", cause="policy")
    with pytest.raises(AskRefused, match="was taken down; nothing can follow from it") as refused:
        ask_for(team, user=alice, source=source.pk, follows="extend", **MAKE)
    assert refused.value.code == "source"
    assert nothing_was_written()


def test_renders_are_shared_only_where_the_same_is_followed(team, source, make_clip):
    other = keep_frames(make_clip(team))
    one = ask_for(team, source=source.pk, follows="extend", **MAKE).job
    assert ask_for(team, source=source.pk, follows="extend", **MAKE).job == one
    for more in (
        {"source": other.pk, "follows": "extend"},
        {"source": source.pk, "follows": "variation"},
        {},
    ):
        assert ask_for(team, **MAKE, **more).job != one


def test_what_has_been_made_from_other_frames_is_no_repetition(team, alice, source, make_clip):
    job = ask_for(team, **MAKE).job
    clip = make_clip(team, engine="big")
    Take.objects.filter(job=job).update(clip=clip)
    index_later(clip.pk)
    apply_changes()
    plain, following = Ask(PROMPT, **MAKE), Ask(PROMPT, source=source.pk, follows="extend", **MAKE)
    assert read(plain, alice, team).already.clip == clip
    assert read(following, alice, team).already is None


def test_a_clip_is_no_twin_of_what_it_follows(team, make_clip):
    clip = make_clip(team)
    make_clip(team, derived_from=clip, follows="extend")
    same = make_clip(team)
    assert twins(clip) == [same]


def test_the_made_clip_says_what_it_follows(team, source, tmp_path):
    from generation.brief.parse import parse
    from generation.engine.registry import engine
    from generation.finishing.model import Finished, QualityReport
    from generation.jobs.store import Made, store

    job = begun(ask_for(team, source=source.pk, follows="extend", **MAKE))
    brief, chosen = parse(PROMPT), engine("big")
    finished = Finished((), QualityReport({}, ()), (), frame_count=120, duration_ms=5_000)
    made = Made(Ask(**job.spec), brief, chosen, chosen.cover(brief), "Pretend GPU", "Waves", finished)
    store(job.takes.get(), job, made)
    clip = Clip.objects.exclude(pk=source.pk).get()
    assert (clip.derived_from, clip.follows) == (source, "extend")


def test_the_ways_are_those_that_the_account_and_the_site_have(team, charlie, make_clip, source, offer):
    assert ways(source, team) == ("variation", "extend")
    assert ways(source, charlie.accounts.get()) == ways(source, None) == ()
    assert ways(make_clip(team), team) == ()
    offer(model("plain"))
    assert ways(source, team) == ()


def test_the_plan_has_to_have_the_engine_that_follows(team, source, offer, settings):
    settings.DEFAULT_PLAN = "free"
    offer(model("big", PICTURE, plan="pro"))
    with pytest.raises(AskRefused, match="Pro does") as refused:
        ask_for(team, source=source.pk, follows="extend", **MAKE)
    assert refused.value.code == "plan"
    GrantedPlan.objects.create(account=team, plan="pro", note="test")
    assert ask_for(team, source=source.pk, follows="extend", **MAKE).state == "queued"


def test_the_clip_that_is_followed_is_no_match(team, alice, source):
    index_later(source.pk)
    apply_changes()
    plain, following = Ask(PROMPT, **MAKE), Ask(PROMPT, source=source.pk, follows="extend", **MAKE)
    assert [one.clip for one in read(plain, alice, team).matches] == [source]
    assert read(following, alice, team).matches == []
