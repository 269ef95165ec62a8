"""`manage.py match`: a file of pairs in, scores out; a request against the catalogue."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalog.publishing import index_later
from catalog.search.changes import apply_changes
from generation.models import ClipSide, MatchChoice

PAIRS = [
    {"id": 1, "request": "three boats on a lake", "clip": "three boats on a lake"},
    {"id": "two", "request": "three boats on a lake", "clip": "one boat on a lake"},
    {"id": None, "request": "three boats on a lake", "clip": "a chef slicing onions"},
]


def judge(tmp_path, text):
    source, out = tmp_path / "pairs.jsonl", tmp_path / "scores.jsonl"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    call_command("match", pairs=source, out=out)
    return [json.loads(line) for line in out.read_text().splitlines()]


def lines(rows):
    return "\n".join(json.dumps(row) for row in rows) + "\n"


def test_each_pair_has_a_score_and_what_differs(tmp_path):
    same, fewer, other = judge(tmp_path, lines(PAIRS))
    assert same == {"id": 1, "score": 1.0, "differences": []}
    assert (fewer["id"], other["id"]) == ("two", None)
    assert fewer["differences"] == ["you asked for three boats; this has one"]
    assert 1 > fewer["score"] >= 0
    assert other["score"] < 0.2


def test_the_same_pair_has_the_same_score_wherever_it_stands(tmp_path):
    first = judge(tmp_path, lines(PAIRS))
    second = judge(tmp_path, lines(PAIRS[::-1]))
    assert first == second[::-1]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "Line 2 is not JSON"),
        ("[1]", 'Line 2 needs an "id"'),
        ('{"request": "a", "clip": "b"}', 'Line 2 needs an "id"'),
        ('{"id": 1, "clip": "b"}', 'Line 2 needs a "request" that is a text.'),
        ('{"id": 1, "request": "a", "clip": 7}', 'Line 2 needs a "clip" that is a text.'),
        ("[" * 100_000, "Line 2 is not JSON"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path, line, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        judge(tmp_path, lines(PAIRS[:1]) + line + "\n")
    assert refused.value.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.jsonl"]


def test_an_earlier_answer_survives_a_bad_file(tmp_path):
    (tmp_path / "scores.jsonl").write_text("earlier")
    with pytest.raises(CommandError):
        judge(tmp_path, "nonsense")
    assert (tmp_path / "scores.jsonl").read_text() == "earlier"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    with pytest.raises(CommandError):
        judge(tmp_path, b"\xff\xfe{")


@pytest.mark.parametrize(
    "text", ["", " ", "🌊", "?!", "\x00", "‮", "a" * 20_000, "red " * 5_000, "lorem \\u0000 \"'"]
)
def test_any_text_has_a_score(tmp_path, text):
    rows = [
        {"id": 1, "request": text, "clip": "golden waves"},
        {"id": 2, "request": "golden waves", "clip": text},
    ]
    assert all(0 <= row["score"] <= 1 for row in judge(tmp_path, lines(rows)))


def test_empty_lines_are_skipped(tmp_path):
    assert len(judge(tmp_path, "\n" + lines(PAIRS[:1]) + "\n\n")) == 1


@pytest.mark.parametrize("given", [{}, {"request": "a", "pairs": "x", "out": "y"}, {"pairs": "x"}])
def test_half_an_order_is_refused(given):
    with pytest.raises(CommandError) as refused:
        call_command(
            "match",
            *([given["request"]] if "request" in given else []),
            pairs=given.get("pairs"),
            out=given.get("out"),
        )
    assert refused.value.returncode == 2


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_request_ranks_the_catalogue(settings, tmp_path, make_clip):
    settings.INDEX_DIR = tmp_path / "index"
    clips = {
        p: make_clip(prompt=p, width=1920, height=1080)
        for p in ("golden waves at sunset", "golden waves at dawn")
    }
    for clip in clips.values():
        index_later(clip.pk)
    apply_changes()
    out = io.StringIO()
    call_command("match", "golden waves at sunset", json=True, stdout=out, stderr=io.StringIO())
    found = json.loads(out.getvalue())["matches"]
    assert [one["clip"] for one in found] == [clips[p].pk for p in clips]
    assert found[0]["score"] == 1
    assert {"kind": "differs", "words": "dawn, you asked for sunset"} in found[1]["differences"]
    assert not ClipSide.objects.exists()
    assert not MatchChoice.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [0, 201])
def test_a_limit_out_of_range_is_refused(limit):
    with pytest.raises(CommandError, match="choose 1 to 200"):
        call_command("match", "waves", limit=limit)
