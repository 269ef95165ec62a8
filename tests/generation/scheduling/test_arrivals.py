"""Arrivals from a file, and what is said of one that can't be replayed."""

import json

import pytest

from generation.scheduling.arrivals import MOST, ArrivalsError, read_arrivals
from generation.scheduling.model import FAST, NORMAL, Waiting

HEAD = "at,account,class,engine,seconds,deadline\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


ROWS = [Waiting(1, 0, "studio", NORMAL, 20.0, 0.0), Waiting(2, 1, "wan", FAST, 90.5, 3.0, 300.0)]


def test_csv(file):
    assert read_arrivals(file(HEAD + "0,Ada,free,studio,20,\n3,Ben,fast,wan,90.5,300\n")) == ROWS


def test_a_spreadsheets_csv_with_a_mark_at_its_begin(file):
    assert (
        read_arrivals(file("\ufeff" + HEAD + "0,Ada,free,studio,20,\r\n3,Ben,fast,wan,90.5,300\r\n")) == ROWS
    )


def test_json(file):
    rows = [
        {"at": 0, "account": "Ada", "class": "free", "engine": "studio", "seconds": 20},
        {"at": 3, "account": "Ben", "class": "fast", "engine": "wan", "seconds": 90.5, "deadline": 300},
    ]
    assert read_arrivals(file(json.dumps(rows), "a.json")) == ROWS


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "missing: at, account, class, engine, seconds"),
        ("at,account\n1,2\n", "missing: class, engine, seconds"),
        (HEAD, "has no arrivals"),
        (HEAD + "x,Ada,free,studio,20,\n", "Line 2: at is not a number of seconds: 'x'"),
        (HEAD + "nan,Ada,free,studio,20,\n", "at is not a number"),
        (HEAD + "0,Ada,free,studio,inf,\n", "seconds is not a number"),
        (HEAD + "0,Ada,free,studio,1e300,\n", "seconds is not a number"),
        (HEAD + "0,Ada,free,studio,0,\n", "seconds has to be more than 0"),
        (HEAD + "0,Ada,free,studio,20,\n0,Ada,gold,studio,20,\n", "Line 3: there is no class “gold”; choose"),
        (HEAD + "0,Ada,free,,20,\n", "Line 2 names no engine"),
        (HEAD + "0,Ada,free,studio,20,soon\n", "deadline is not a number"),
        (HEAD + "0,Ada,free,studio\n", "seconds is not a number of seconds: ''"),
        (HEAD + "0,Ada,free,studio,20,,9\n", "more values than the first line has names"),
        (b"\xff\xfe\x00", "can't be read"),
    ],
)  # fmt: skip
def test_a_csv_that_makes_no_sense(file, text, sentence):
    with pytest.raises(ArrivalsError, match=sentence):
        read_arrivals(file(text))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "That is no JSON"),
        ("{}", "has to be a list"),
        ("[]", "has no arrivals"),
        ("[1]", "Arrival 1 is no object"),
        ('[{"at": 0}]', "Arrival 1 lacks: account, class, engine, seconds"),
        (
            '[{"at": true, "account": 1, "class": "free", "engine": "a", "seconds": 1}]',
            "at is not a number of seconds: True",
        ),
        (
            '[{"at": 0, "account": 1, "class": "free", "engine": "a", "seconds": null}]',
            "seconds is not a number",
        ),
    ],
)
def test_json_that_makes_no_sense(file, text, sentence):
    with pytest.raises(ArrivalsError, match=sentence):
        read_arrivals(file(text, "a.json"))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ArrivalsError, match="can't be read"):
        read_arrivals(tmp_path / "none.csv")


def test_more_than_can_be_replayed(file):
    with pytest.raises(ArrivalsError, match="20,001 arrivals; 20,000 can be replayed"):
        read_arrivals(file(HEAD + "0,Ada,free,studio,20,\n" * (MOST + 1)))
