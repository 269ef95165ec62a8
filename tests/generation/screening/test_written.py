"""The written training prompts: every line can be read, nothing is told twice, and a pair shows both sides."""

import runpy
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "training" / "screening" / "written"
LABELS = {"unsafe", "safe"}
CATEGORIES = {
    "sexual",
    "minors",
    "violence",
    "self_harm",
    "hate",
    "weapons_drugs_crime",
    "likeness",
    "public_figures",
    "private_persons",
    "trademarks",
    "deception",
    "bias",
    "ordinary",
}
FILES = sorted(FOLDER.glob("*.tsv"))
Row = tuple[str, str, str, str, str]


def read(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [(path.name, *fields) for path in FILES for fields in read(path)]  # type: ignore[misc]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_has_a_label_a_category_a_pair_and_a_prompt(path: Path) -> None:
    for number, fields in enumerate(read(path), 1):
        place = f"{path.name}:{number}"
        assert len(fields) == 4, place
        label, category, pair, prompt = fields
        assert label in LABELS, place
        assert category in CATEGORIES, place
        assert not pair or pair.isdigit(), place
        assert prompt == " ".join(prompt.split(" ")).strip() != "", place
        assert len(prompt) < 700, place
        assert not set("{}[]") & set(prompt), f"{place} has a gap that was not filled"


def test_no_prompt_is_told_twice(rows: list[Row]) -> None:
    times = Counter(prompt.lower().rstrip(".") for *_, prompt in rows)
    assert [prompt for prompt, count in times.items() if count > 1] == []


def test_a_pair_lies_in_one_file_and_has_an_unsafe_and_a_safe_side_of_one_category(rows: list[Row]) -> None:
    pairs: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[3]:
            pairs[row[3]].append(row)
    assert len(pairs) > 2000
    for pair, members in pairs.items():
        assert {label for _, label, *_ in members} == LABELS, pair
        assert len({file for file, *_ in members}) == 1, pair
        assert len({category for _, _, category, *_ in members}) == 1, pair


def test_an_ordinary_prompt_is_safe_and_every_other_category_has_both_labels(rows: list[Row]) -> None:
    labels: dict[str, set[str]] = defaultdict(set)
    for _, label, category, *_ in rows:
        labels[category].add(label)
    assert labels.pop("ordinary") == {"safe"}
    assert set(labels) == CATEGORIES - {"ordinary"}
    assert all(seen == LABELS for seen in labels.values())


def test_few_lines_have_the_category_of_minors(rows: list[Row]) -> None:
    assert sum(label == "unsafe" and category == "minors" for _, label, category, *_ in rows) <= 30


def test_at_most_half_of_the_lines_are_combined_and_neither_label_outweighs(rows: list[Row]) -> None:
    combined = sum(name.startswith("combined_") for name, *_ in rows)
    assert 2 * combined <= len(rows)
    unsafe = sum(label == "unsafe" for _, label, *_ in rows)
    assert 0.25 < unsafe / len(rows) < 0.5


def test_the_combined_files_are_what_the_script_writes(tmp_path: Path) -> None:
    copy = tmp_path / "written"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.tsv", "__pycache__"))
    runpy.run_path(str(copy / "combine.py"), run_name="__main__")
    written = sorted(copy.glob("*.tsv"))
    assert [path.name for path in written] == [
        path.name for path in FILES if path.name.startswith("combined_")
    ]
    for path in written:
        assert path.read_text(encoding="utf-8") == (FOLDER / path.name).read_text(encoding="utf-8"), path.name
