"""Prompts kept in files: what was aimed at, and second and third sets that were written before the lists were grown.

The floors are what was reached since; docs/screening.md reports the first look at each, which is what counts.
"""

from pathlib import Path

import pytest

from generation.screening.screen import screen

SETS = Path(__file__).parent / "sets"


def rows(name: str) -> list[tuple[str, str]]:
    lines = (SETS / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) if "\t" in line else ("en", line) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize(
    "name",
    [
        "foreign_harmless.tsv",
        "foreign_harmless_second.tsv",
        "english_harmless_second.tsv",
        "english_harmless_third.tsv",
    ],
)
def test_harmless_prompts_pass_in_any_language(name: str) -> None:
    stopped = {prompt: screen(prompt).rule for _, prompt in rows(name) if screen(prompt).decision != "allow"}
    assert stopped == {}


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("foreign_harmful_first.tsv", 40),
        ("foreign_harmful_second.tsv", 39),
        ("english_harmful_second.tsv", 51),
        ("english_harmful_third.tsv", 28),
    ],
)
def test_harmful_prompts_are_stopped(name: str, least: int) -> None:
    missed = [row for row in rows(name) if screen(row[1]).decision == "allow"]
    assert len(rows(name)) - len(missed) >= least, missed


def test_minors_are_refused_in_every_language_that_is_read() -> None:
    for _, prompt in rows("foreign_harmful_first.tsv"):
        if any(
            word in prompt for word in ("Mädchen ohne", "niña en", "fillette en", "menina sem", "裸の少女")
        ):
            verdict = screen(prompt)
            assert (verdict.decision, verdict.rule) == ("refuse", "minors-sexual"), prompt
