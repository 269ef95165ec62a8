"""`manage.py screen` and `manage.py policy check`."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from generation.screening.loading import SHIPPED


def test_a_file_of_prompts_becomes_a_file_of_verdicts(tmp_path: Path) -> None:
    prompts, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"id": 7, "prompt": "waves"},
        {"id": "b", "prompt": "a naked child"},
        {"id": "c", "prompt": "a Porsche"},
    ]
    prompts.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    call_command("screen", prompts=prompts, out=out)
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(a["id"], a["verdict"], a["rule"]) for a in answers] == [
        (7, "allow", ""),
        ("b", "refuse", "minors-sexual"),
        ("c", "hold", "trademarks"),
    ]
    assert set(answers[0]) == {"id", "verdict", "rule", "reason"}
    assert answers[0]["reason"] == ""
    assert answers[1]["reason"]


@pytest.mark.parametrize(
    "line", ["{", '"text"', '{"id": 1}', '{"prompt": "waves"}', '{"id": 1, "prompt": 5}']
)
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path: Path, line: str) -> None:
    prompts, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    prompts.write_text('{"id": 1, "prompt": "waves"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Line 2") as caught:
        call_command("screen", prompts=prompts, out=out)
    assert caught.value.returncode == 2
    assert list(tmp_path.iterdir()) == [prompts]


def test_a_missing_file_of_prompts_keeps_the_old_answers(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("screen", prompts=tmp_path / "none.jsonl", out=out)
    assert out.read_text(encoding="utf-8") == "old"


def test_the_policy_in_use_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("policy", "check")
    assert "rules hold against" in capsys.readouterr().out


def test_the_configured_policy_judges(tmp_path: Path, settings) -> None:
    own = tmp_path / "own.toml"
    own.write_text(SHIPPED.read_text(encoding="utf-8").replace('"porsche", ', ""), encoding="utf-8")
    settings.GENERATION_POLICY = str(own)
    prompts, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    prompts.write_text('{"id": 1, "prompt": "a Porsche"}\n', encoding="utf-8")
    call_command("screen", prompts=prompts, out=out)
    assert json.loads(out.read_text(encoding="utf-8"))["verdict"] == "allow"


def test_a_policy_that_contradicts_its_examples_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        SHIPPED.read_text(encoding="utf-8")
        .replace('"porsche", ', "")
        .replace("a red Ferrari", "a red Porsche"),
        encoding="utf-8",
    )
    with pytest.raises(CommandError, match="1 examples") as caught:
        call_command("policy", "check", own)
    assert caught.value.returncode == 1
    assert "a red Porsche" in capsys.readouterr().err


def test_a_policy_that_is_no_toml_ends_with_2(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("= nothing", encoding="utf-8")
    with pytest.raises(CommandError, match="not TOML") as caught:
        call_command("policy", "check", own)
    assert caught.value.returncode == 2


def test_the_check_says_which_clauses_no_example_tests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    own.write_text(
        text.replace('id = "gore"', 'id = "gore"\nwhen = [{all = ["minor"]}]', 1), encoding="utf-8"
    )
    with pytest.raises(CommandError):
        call_command("policy", "check", own)  # a table defined twice is no TOML
    rule = text.index('id = "gore"')
    at = text.index("[rules.examples]", rule)
    own.write_text(
        text[:at] + '[[rules.when]]\nall = ["fiction", "lookalike"]\n' + text[at:], encoding="utf-8"
    )
    with pytest.raises(CommandError, match="no lexicon lookalike"):
        call_command("policy", "check", own)
    own.write_text(
        text[:at]
        + '[[rules.when]]\nall = ["fiction", "cry_for_fruit"]\n'
        + text[at:]
        + '\n[lexicons.cry_for_fruit]\nterms = ["kumquat"]\n',
        encoding="utf-8",
    )
    call_command("policy", "check", own)
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("gore "))
    assert "no example for clause" in line


def test_an_edited_policy_is_compared_with_the_one_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(SHIPPED.read_text(encoding="utf-8").replace('"ferrari", ', ""), encoding="utf-8")
    call_command("policy", "diff", own)
    said = capsys.readouterr().out
    assert "terms − ferrari" in said
    assert "“a red Ferrari on a mountain road”: hold (trademarks) → allow" in said
    call_command("policy", "diff", SHIPPED)
    assert "Nothing changes." in capsys.readouterr().out


@pytest.mark.parametrize(("content", "sentence"), [("= nothing", "not TOML"), (None, "Name the policy")])
def test_a_comparison_needs_a_policy_that_can_be_read(tmp_path: Path, content, sentence: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(content or "", encoding="utf-8")
    with pytest.raises(CommandError, match=sentence) as caught:
        call_command("policy", "diff", *([own] if content else []))
    assert caught.value.returncode == 2
