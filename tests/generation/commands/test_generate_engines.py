"""`manage.py generate` with models: which engine, what it can't make, and clips that follow from others."""

import pytest

from billing.models import Hold
from catalog.models import Clip
from generation.models import RenderRequest
from tests.generation.pretending import PICTURE, model
from tests.kept import keep_frames

from .test_generate import run

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def models(offer, settings, tmp_path, media):
    settings.INDEX_DIR = tmp_path / "index"
    offer(model("wan", best=True), model("big", PICTURE, fast=True, plan="pro"))


def nothing_was_made():
    return not (RenderRequest.objects.exists() or Clip.objects.filter(engine__in=("wan", "big")).exists())


@pytest.mark.parametrize(
    ("options", "engine"),
    [({}, "wan"), ({"engine": "best"}, "wan"), ({"engine": "fast"}, "big"), ({"engine": "big"}, "big")],
)
def test_the_engine_that_is_meant_reads_the_prompt(options, engine):
    value, said, code = run("generate", "a red balloon", duration="30", **options)
    assert value["ask"]["engine"] == engine
    assert value["wording"]["prompt"] == "a red balloon"
    assert "is told: a red balloon" in said
    assert code == 2


def test_what_it_cannot_make_exits_as_invalid_with_the_nearest():
    value, said, code = run("generate", "a red balloon", resolution="1080p", engine="wan")
    assert code == 2
    assert said.splitlines()[-1].endswith("Wan 2.1 1.3B makes pictures up to 720p.")
    assert value["error"]["code"] == "resolution"
    assert value["cannot_make"] == [
        {"field": "resolution", "sentence": "Wan 2.1 1.3B makes pictures up to 720p.", "nearest": "720p"}
    ]
    assert nothing_was_made()
    assert not Hold.objects.exists()


def test_an_engine_beyond_the_plan_exits_as_such(make_account, settings):
    settings.DEFAULT_PLAN = "free"
    make_account("Ada", credits=9)
    value, said, code = run("generate", "a red balloon", account="ada", engine="big", resolution="720p")
    assert (code, value["error"]["code"]) == (5, "plan")
    assert "Pro does" in said
    assert not Hold.objects.exists()


@pytest.mark.parametrize(("option", "follows"), [("extend", "extend"), ("variation", "variation")])
def test_a_clip_follows_from_one_of_the_accounts_own(make_account, make_clip, option, follows):
    account = make_account("Ada", credits=9)
    source = keep_frames(make_clip(account, fps=30))
    value, _, _ = run(
        "generate", "a red balloon", account="ada", source=str(source.pk), duration="30", **{option: True}
    )
    ask = value["ask"]
    assert (ask["source"], ask["follows"], ask["engine"], ask["fps"]) == (source.pk, follows, "big", 30)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"extend": True}, "Say both which clip to follow and how"),
        ({"source": "1"}, "There is no such clip"),
        ({"source": "one", "extend": True}, "named by its number"),
        ({"source": "999", "extend": True}, "There is no such clip"),
    ],
)
def test_what_is_followed_has_to_be_said_whole(options, word):
    _, said, code = run("generate", "a red balloon", **options)
    assert code == 2
    assert word in said
    assert nothing_was_made()


def test_another_accounts_clip_is_not_followed(make_account, make_clip):
    make_account("Ada", credits=9)
    private = keep_frames(make_clip(make_account("Bea"), private=True))
    _, said, code = run("generate", "a red balloon", account="ada", source=str(private.pk), extend=True)
    assert code == 2
    assert "There is no such clip" in said
    assert nothing_was_made()


def test_silence_is_kept(make_account):
    value, _, _ = run("generate", "a red balloon", silent=True, duration="30")
    assert value["ask"]["sound"] is False
