"""Serving a file: byte ranges and conditional requests, as browsers, players and download managers send them."""

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.models import Rendition
from catalog.ranges import CHUNK, FileGone, serve

DATA = bytes(i * 7 % 256 for i in range(1_000))


@pytest.fixture
def make_rendition(media):
    def make(data=DATA):
        media.mkdir(exist_ok=True)
        (media / "file.mp4").write_bytes(data)
        return Rendition(key="file.mp4", mime="video/mp4", size=len(data), sha256="ab" * 32)

    return make


@pytest.fixture
def rendition(make_rendition):
    return make_rendition()


def ask(rendition, method="get", *, filename=None, cache="private, no-store", **headers):
    request = getattr(RequestFactory(), method)(
        "/", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return serve(request, rendition, filename=filename, cache=cache)


def body(answer):
    return b"".join(answer.streaming_content)


def test_without_a_range_the_whole_file_comes(rendition):
    answer = ask(rendition)
    assert (answer.status_code, body(answer)) == (200, DATA)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == "1000"
    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Content-Range" not in answer
    assert "Content-Disposition" not in answer


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, 999),
        ("bytes=500-", 500, 999),
        ("bytes=999-", 999, 999),
        ("bytes=100-199", 100, 199),
        ("bytes=900-5000", 900, 999),
        ("bytes=-1", 999, 999),
        ("bytes=-300", 700, 999),
        ("bytes=-5000", 0, 999),
        ("bytes=" + "0" * 19 + "5-9", 5, 9),
        ("bytes=10-" + "9" * 20, 10, 999),
    ],
)
def test_one_range_comes_exactly(rendition, header, first, last):
    answer = ask(rendition, Range=header)
    assert (answer.status_code, body(answer)) == (206, DATA[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/1000"
    assert answer["Content-Length"] == str(last + 1 - first)


@pytest.mark.parametrize(
    "header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=7-3", "bytes=" + "9" * 20 + "-"]
)
def test_a_range_that_the_file_has_nothing_of_is_416_with_its_size(rendition, header):
    answer = ask(rendition, Range=header)
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1000")
    assert answer.content == b""


@pytest.mark.parametrize(
    "header",
    [
        "bytes=-", "bytes=", "bytes", "", "bytes=a-b", "bytes=1-2,5-6", "items=0-5", "bytes=0-5;q=1", "bytes=--5",
        "bytes=1.5-2", "bytes= 0-5", "bytes=" + "9" * 5_000 + "-", "bytes=\u00b2-", "bytes=\u0661-",
    ],
)  # fmt: skip
def test_what_is_no_single_range_is_passed_over(rendition, header):
    answer = ask(rendition, Range=header)
    assert (answer.status_code, body(answer)) == (200, DATA)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(0, 1_200), last=st.integers(0, 1_200))
def test_any_two_numbers_give_that_slice_or_416(rendition, first, last):
    answer = ask(rendition, Range=f"bytes={first}-{last}")
    if first > last or first >= len(DATA):
        assert answer.status_code == 416
    else:
        assert body(answer) == DATA[first : last + 1]
        assert int(answer["Content-Length"]) == len(DATA[first : last + 1])


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30))
def test_no_header_is_too_strange(rendition, header):
    assert ask(rendition, Range=header).status_code in (200, 206, 416)


@pytest.mark.parametrize(
    ("if_range", "status"),
    [('"' + "ab" * 16 + '"', 206), ('"older"', 200), ("Sat, 01 Jan 2028 00:00:00 GMT", 200), ("", 200)],
)
def test_a_part_only_comes_of_the_file_that_was_begun(rendition, if_range, status):
    assert ask(rendition, Range="bytes=0-9", If_Range=if_range).status_code == status


def test_a_file_that_the_browser_has_is_not_sent_again(rendition):
    tag = ask(rendition)["ETag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}"):
        answer = ask(rendition, If_None_Match=known, cache="public, max-age=60")
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer["ETag"], answer["Cache-Control"]) == (tag, "public, max-age=60")


def test_a_file_that_changed_is_sent(rendition):
    assert ask(rendition, If_None_Match='"other"').status_code == 200


def test_a_download_is_never_answered_with_not_modified(rendition):
    answer = ask(rendition, filename="clip.mp4", If_None_Match=ask(rendition)["ETag"])
    assert (answer.status_code, body(answer)) == (200, DATA)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("clip.mp4", 'attachment; filename="clip.mp4"'),
        ('a "b".mp4', 'attachment; filename="a \\"b\\".mp4"'),
        ("größe.mp4", "attachment; filename*=utf-8''gr%C3%B6%C3%9Fe.mp4"),
    ],
)
def test_a_filename_makes_it_a_download(rendition, name, header):
    assert ask(rendition, filename=name)["Content-Disposition"] == header


def test_head_tells_everything_but_the_bytes(rendition):
    answer = ask(rendition, "head")
    assert (answer.status_code, answer["Content-Length"], body(answer)) == (200, "1000", b"")


def test_a_range_means_nothing_to_head(rendition):
    answer = ask(rendition, "head", Range="bytes=0-9")
    assert (answer.status_code, answer["Content-Length"]) == (200, "1000")


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_file_that_is_gone_says_which(rendition, media, method):
    (media / "file.mp4").unlink()
    with pytest.raises(FileGone, match=r"file\.mp4"):
        ask(rendition, method)


def test_an_empty_file_is_sent_whole_and_has_no_ranges(make_rendition):
    empty = make_rendition(b"")
    answer = ask(empty)
    assert (answer.status_code, answer["Content-Length"], body(answer)) == (200, "0", b"")
    for header in ("bytes=0-", "bytes=-1", "bytes=0-0"):
        assert ask(empty, Range=header).status_code == 416


def test_a_large_file_comes_in_pieces(make_rendition):
    data = bytes(CHUNK) + b"x" * CHUNK + b"end"
    pieces = list(ask(make_rendition(data)).streaming_content)
    assert [len(piece) for piece in pieces] == [CHUNK, CHUNK, 3]
    assert b"".join(pieces) == data
    assert body(ask(make_rendition(data), Range=f"bytes={CHUNK - 1}-{CHUNK + 1}")) == b"\0xx"
