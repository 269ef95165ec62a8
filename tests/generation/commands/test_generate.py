"""`manage.py generate`, `search`, `verify`: one JSON value, an exit code for each refusal, nothing half-written."""

import io
import json

import av
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from billing.ledger import balance
from billing.models import Licence
from catalog.models import Clip
from generation.models import RenderRequest

pytestmark = [pytest.mark.database, pytest.mark.render]

SHORT = {"duration": "2", "resolution": "360p", "quality": "draft"}


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path, media):
    settings.INDEX_DIR, settings.WORK_DIR, settings.KEY_DIR = (
        tmp_path / name for name in ("index", "work", "keys")
    )
    settings.WORK_DIR.mkdir()
    settings.KEY_DIR.mkdir()


def run(command, *arguments, **options):
    """The JSON value on standard output, what was said beside it, and the exit code."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(command, *arguments, json=True, stdout=out, stderr=err, **options)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    return json.loads(out.getvalue()) if out.getvalue() else None, err.getvalue(), code


@pytest.mark.django_db(transaction=True)
def test_from_a_prompt_to_a_licensed_file_that_is_found_and_verified(tmp_path):
    out = tmp_path / "waves.mp4"
    value, said, code = run("generate", "warm bokeh lights, seamless loop, silent", out=str(out), **SHORT)
    assert code == 0
    assert value["verdict"]["decision"] == "allow"
    assert value["coverage"]["family"] == "bokeh"
    assert value["ask"]["loop"] is True
    assert value["ask"]["sound"] is False
    assert value["quality"]["findings"]
    assert "Rendering" in said
    licence = Licence.objects.get(number=value["licence"])
    with av.open(str(out)) as file:
        assert file.streams.video[0].frames == 48
        assert not file.streams.audio
    found, _, code = run("search", "bokeh lights")
    assert (code, [clip["id"] for clip in found["clips"]]) == (0, [licence.clip_id])
    answer, _, code = run("verify", str(out))
    assert (code, answer["ours"], answer["licence"]) == (0, True, licence.number)
    assert {e["kind"]: e["found"] for e in answer["evidence"]}["signature"] is True


@pytest.mark.parametrize(
    ("prompt", "options", "code", "word"),
    [
        ("", {}, 2, "empty"),
        ("waves", {"duration": "99"}, 2, "out of range"),
        ("waves", {"fps": "23"}, 2, "frame rate"),
        ("waves", {"engine": "warp"}, 2, "no engine"),
        ("waves", {"look": "sepia-dream"}, 2, "no look"),
        ("waves", {"account": "Nobody"}, 2, "no account"),
        ("waves", {"licence": "gold"}, 2, "no licence"),
        ("waves", {"out": "/no/such/folder/x.mp4"}, 2, "make it first"),
        ("a pornographic scene", {}, 3, "sexual"),
        ("a red car", {}, 4, "no scene"),
        ("a surfer on golden waves", {}, 4, "without the surfer"),
    ],
)
def test_each_refusal_has_its_own_code_and_sentence(db, prompt, options, code, word):
    value, said, returned = run("generate", prompt, **options)
    assert returned == code
    assert word in said
    assert value["ok"] is False
    assert value["error"]["message"]
    assert not Clip.objects.exists()
    assert not RenderRequest.objects.exclude(state="refused").exists()


def test_too_few_credits_hold_nothing(make_account):
    account = make_account("Poor", credits=1)
    _, said, code = run("generate", "golden waves", account="poor", resolution="2160p")
    assert code == 5
    assert "costs 4 credits and you have 1" in said
    assert (balance(account).available, balance(account).held) == (1, 0)


def test_a_machine_without_gl_says_what_to_install(db, monkeypatch):
    from generation.engine.studio import stage

    monkeypatch.setattr(stage.ctypes.util, "find_library", lambda name: None)
    _, said, code = run("generate", "golden waves")
    assert code == 6
    assert "libegl1" in said


def test_a_file_that_is_not_there_cannot_be_verified(db, tmp_path):
    _, said, code = run("verify", str(tmp_path / "nothing.mp4"))
    assert code == 2
    assert "There is no file" in said


def test_a_file_that_is_no_media_is_told_so(db, tmp_path):
    path = tmp_path / "x.mp4"
    path.write_bytes(b"hello")
    value, _, code = run("verify", str(path))
    assert code == 2
    assert value["ours"] is False


@pytest.mark.parametrize("limit", [0, 201])
def test_a_search_within_limits(db, limit):
    _, said, code = run("search", "waves", limit=limit)
    assert code == 2
    assert "choose 1 to 200" in said


def test_a_search_that_finds_nothing_is_no_fault(db):
    value, _, code = run("search", "submarine volcano")
    assert (code, value["total"], value["clips"]) == (0, 0, [])
