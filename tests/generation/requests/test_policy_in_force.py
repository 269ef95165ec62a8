"""The policy in force: who judged is kept with every verdict, a change is one line of the audit."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import AuditLine
from generation.models import PolicyInForce
from generation.requests import in_force
from generation.requests.in_force import note_policy
from generation.requests.verdict import screened, standing
from generation.screening import policy_file
from generation.screening.loading import SHIPPED, load_policy
from marketplace.health import parts
from tests.generation.asking import ask_for
from tests.threads import at_once

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(policy_file, "EVERY", 0.0)
    monkeypatch.setattr(in_force, "_noted", set())


@pytest.fixture
def own(tmp_path, settings):
    path = tmp_path / "own.toml"
    path.write_text(
        SHIPPED.read_text(encoding="utf-8").replace('version = "', 'version = "own-', 1), encoding="utf-8"
    )
    settings.GENERATION_POLICY = str(path)
    return path


def lines():
    return list(AuditLine.objects.filter(action="policy in force"))


@pytest.mark.django_db
def test_a_request_says_which_policy_judged_it(team):
    request = ask_for(team)
    assert request.verdict["policy_version"] == load_policy().version
    assert request.verdict["policy_sha256"] == load_policy().sha256
    assert len(load_policy().sha256) == 64


@pytest.mark.django_db
def test_a_change_is_noted_once_with_what_was_before(own, settings):
    settings.GENERATION_POLICY = ""
    note_policy()
    note_policy()
    settings.GENERATION_POLICY = str(own)
    note_policy()
    note_policy()
    first, second = lines()
    assert first.details == {"sha256": load_policy().sha256, "previous": ""}
    assert second.subject == f"policy {standing().policy.version}"
    assert second.details["previous"] == load_policy().sha256
    assert [one.number for one in PolicyInForce.objects.all()] == [1, 2]


@pytest.mark.django_db
def test_going_back_is_a_change_as_well(own, settings):
    for chosen in (str(own), "", str(own)):
        settings.GENERATION_POLICY = chosen
        note_policy()
    assert len(lines()) == 3


@pytest.mark.django_db(transaction=True)
def test_many_processes_note_it_once():
    assert at_once([note_policy] * 4) == [None] * 4
    note_policy()
    assert len(lines()) == 1


@pytest.mark.django_db
def test_an_edited_file_judges_the_next_prompt(own):
    assert screened("a Porsche").decision == "hold"
    own.write_text(own.read_text(encoding="utf-8").replace('"porsche", ', ""), encoding="utf-8")
    assert screened("a Porsche").decision == "allow"


@pytest.mark.django_db
def test_a_broken_file_is_an_alarm_once_and_shown_on_the_status_page(own, caplog):
    assert screened("a Porsche").decision == "hold"
    version = standing().policy.version
    own.write_text("= nothing", encoding="utf-8")
    with caplog.at_level(logging.ERROR, logger="generation.requests.verdict"):
        for _ in range(3):
            assert screened("a Porsche").policy_version == version
    assert len(caplog.records) == 1
    part = next(part for part in parts() if part.name == "Rules")
    assert not part.well
    assert version in part.words
    assert "not TOML" in part.words


@pytest.mark.django_db
def test_a_site_that_starts_with_a_broken_file_lets_nothing_pass_unseen(own, team):
    own.write_text("= nothing", encoding="utf-8")
    verdict = screened("golden waves at sunset")
    assert (verdict.decision, verdict.rule) == ("hold", "no-policy")
    assert screened("a naked child").decision == "refuse"
    assert ask_for(team).verdict["decision"] == "hold"
    part = next(part for part in parts() if part.name == "Rules")
    assert "every prompt waits for a person" in part.words


@pytest.mark.django_db
def test_a_policy_in_force_is_a_part_that_is_well():
    part = next(part for part in parts() if part.name == "Rules")
    assert part.well
    assert load_policy().version in part.words


@pytest.mark.django_db
def test_the_line_says_when(own):
    note_policy()
    assert timezone.now() - PolicyInForce.objects.get().since < timedelta(minutes=1)
