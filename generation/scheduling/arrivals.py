"""Arrivals from a file: CSV with a header, or JSON, a list of objects of the same fields.

`at` (seconds), `account` (any name), `class` (fast, paid, free, background), `engine`, `seconds` (of rendering) and,
if it was promised to be done by then, `deadline` (seconds, on the clock of `at`).
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .model import BACKGROUND, FAST, NORMAL, PAID, Waiting

CLASSES = {"fast": FAST, "paid": PAID, "free": NORMAL, "background": BACKGROUND}
FIELDS = ("at", "account", "class", "engine", "seconds")
#: More than these take minutes to replay.
MOST = 20_000


class ArrivalsError(ValueError):
    """The file can't be replayed; the sentence says which line of it and why."""


def read_arrivals(path: Path) -> list[Waiting]:
    """The file's requests, in its order. Raises `ArrivalsError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ArrivalsError(f"{path} can't be read: {error}") from error
    rows = _json_rows(text) if path.suffix.lower() == ".json" else _csv_rows(text)
    accounts: dict[str, int] = {}
    jobs = [_job(number, where, row, accounts) for number, (where, row) in enumerate(rows, 1)]
    if not jobs:
        raise ArrivalsError(f"{path} has no arrivals.")
    if len(jobs) > MOST:
        raise ArrivalsError(f"{path} has {len(jobs):,} arrivals; {MOST:,} can be replayed.")
    return jobs


def _csv_rows(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(text.splitlines(), restkey="more", restval="")
    missing = [field for field in FIELDS if field not in (reader.fieldnames or ())]
    if missing:
        raise ArrivalsError(f"The first line has to name the columns; missing: {', '.join(missing)}.")
    for row in reader:
        where = f"Line {reader.line_num}"
        if "more" in row:
            raise ArrivalsError(f"{where} has more values than the first line has names.")
        yield where, row


def _json_rows(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise ArrivalsError(f"That is no JSON: {error}") from error
    if not isinstance(rows, list):
        raise ArrivalsError("The JSON has to be a list of arrivals.")
    for number, row in enumerate(rows, 1):
        where = f"Arrival {number}"
        if not isinstance(row, dict):
            raise ArrivalsError(f"{where} is no object.")
        missing = [field for field in FIELDS if field not in row]
        if missing:
            raise ArrivalsError(f"{where} lacks: {', '.join(missing)}.")
        yield where, row


def _job(number: int, where: str, row: Mapping[str, Any], accounts: dict[str, int]) -> Waiting:
    named = str(row["class"]).strip()
    if named not in CLASSES:
        raise ArrivalsError(f"{where}: there is no class “{named}”; choose one of: {', '.join(CLASSES)}.")
    engine = str(row["engine"]).strip()
    if not engine:
        raise ArrivalsError(f"{where} names no engine.")
    promised = row.get("deadline")
    return Waiting(
        id=number,
        account=accounts.setdefault(str(row["account"]), len(accounts)),
        engine=engine,
        priority=CLASSES[named],
        seconds=_number(where, "seconds", row["seconds"], above=0),
        queued_at=_number(where, "at", row["at"]),
        deadline=None if promised in (None, "") else _number(where, "deadline", promised),
    )


def _number(where: str, field: str, value: Any, above: float | None = None) -> float:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e10:
        raise ArrivalsError(f"{where}: {field} is not a number of seconds: {value!r}.")
    if above is not None and number <= above:
        raise ArrivalsError(f"{where}: {field} has to be more than {above:g}.")
    return number
