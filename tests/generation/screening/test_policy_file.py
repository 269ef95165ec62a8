"""A policy changes while the site runs; one with an error never replaces one without."""

import threading
from pathlib import Path

import pytest

from generation.screening import policy_file
from generation.screening.loading import SHIPPED
from generation.screening.policy_file import PolicyFile
from generation.screening.screen import screen

POLICY = """
version = "own.1"
[lexicons.fruit]
files = ["fruit.txt"]
[[rules]]
id = "no-fruit"
name = "Fruit"
says = "No fruit here."
decision = "hold"
overridable_by = "moderator"
[[rules.when]]
all = ["fruit"]
[rules.examples]
stop = ["a banana on a table"]
pass = ["a chair on a lawn"]
"""


@pytest.fixture(autouse=True)
def look_every_time(monkeypatch):
    monkeypatch.setattr(policy_file, "EVERY", 0.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "fruit.txt").write_text("banana\n", encoding="utf-8")
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    return policy


@pytest.fixture
def alarms() -> list[str]:
    return []


def judged(file: PolicyFile, prompt: str = "a banana") -> tuple[str, str]:
    verdict = screen(prompt, file.standing().policy)
    return verdict.decision, verdict.policy_version


def test_a_changed_file_counts_at_once(path, alarms):
    file = PolicyFile(path, alarms.append)
    before = file.standing().policy
    path.write_text(POLICY.replace("own.1", "own.2").replace('"hold"', '"refuse"'), encoding="utf-8")
    assert judged(file) == ("refuse", "own.2")
    assert file.standing().policy.sha256 != before.sha256
    assert alarms == []


def test_nothing_is_read_again_while_nothing_changes(path, alarms):
    file = PolicyFile(path, alarms.append)
    assert file.standing().policy is file.standing().policy
    path.touch()
    before = file.standing().policy
    assert file.standing().policy is before


def test_files_are_looked_at_once_a_second_at_most(path, alarms, monkeypatch):
    file = PolicyFile(path, alarms.append)
    monkeypatch.setattr(policy_file, "EVERY", 60.0)
    path.write_text(POLICY.replace("own.1", "own.2"), encoding="utf-8")
    assert judged(file) == ("hold", "own.1")


def test_a_changed_list_of_words_is_a_changed_policy(path, alarms):
    file = PolicyFile(path, alarms.append)
    before = file.standing().policy.sha256
    (path.parent / "fruit.txt").write_text("kumquat\n", encoding="utf-8")
    assert judged(file)[0] == "allow"
    assert judged(file, "a kumquat")[0] == "hold"
    assert file.standing().policy.sha256 != before


@pytest.mark.parametrize("broken", ["= nothing", "", POLICY.replace("no-fruit", "minors-sexual"), None])
def test_a_file_with_an_error_leaves_the_old_one_in_force(path, alarms, broken):
    file = PolicyFile(path, alarms.append)
    if broken is None:
        path.unlink()
    else:
        path.write_text(broken, encoding="utf-8")
    for _ in range(3):
        assert judged(file) == ("hold", "own.1")
    assert file.standing().error
    assert not file.standing().fallen_back
    assert alarms == [file.standing().error]


def test_a_corrected_file_comes_into_force(path, alarms):
    file = PolicyFile(path, alarms.append)
    path.write_text("= nothing", encoding="utf-8")
    assert file.standing().error
    path.write_text(POLICY.replace("own.1", "own.2"), encoding="utf-8")
    assert judged(file) == ("hold", "own.2")
    assert file.standing().error == ""


def test_the_old_file_put_back_is_in_force_again_without_an_alarm(path, alarms):
    file = PolicyFile(path, alarms.append)
    path.write_text("= nothing", encoding="utf-8")
    file.standing()
    path.write_text(POLICY, encoding="utf-8")
    assert file.standing().error == ""
    assert len(alarms) == 1


def test_without_any_good_policy_the_shipped_one_judges_and_it_is_known(tmp_path, alarms):
    path = tmp_path / "policy.toml"
    path.write_text("= nothing", encoding="utf-8")
    file = PolicyFile(path, alarms.append)
    assert file.standing().fallen_back
    assert screen("a naked child", file.standing().policy).decision == "refuse"
    (tmp_path / "fruit.txt").write_text("banana\n", encoding="utf-8")
    path.write_text(POLICY, encoding="utf-8")
    assert judged(file) == ("hold", "own.1")
    assert not file.standing().fallen_back


def test_without_a_file_of_their_own_the_shipped_one_is_used(alarms):
    standing = PolicyFile(None, alarms.append).standing()
    assert standing.policy.sources[1] == SHIPPED
    assert (standing.error, alarms) == ("", [])


def test_many_threads_ask_while_the_file_changes(path, alarms):
    file = PolicyFile(path, alarms.append)
    versions: set[str] = set()
    problems: list[Exception] = []

    def ask() -> None:
        try:
            for _ in range(200):
                versions.add(file.standing().policy.version)
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2, 12):
        path.write_text(POLICY.replace("own.1", f"own.{number}"), encoding="utf-8")
    for thread in threads:
        thread.join()
    assert problems == []
    assert judged(file) == ("hold", "own.11")
    assert all(version.startswith("own.") for version in versions)
